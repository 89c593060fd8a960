import { describe, expect, test } from 'vitest'

import {
  addKeyword,
  addRunningStream,
  DIALECTS,
  makeBatch,
  START,
  openFresh,
} from './store-fixture.ts'

const COMPACT = { maxBlocks: 1_000 }

describe.each(DIALECTS)('raw lines on %s', (dialect) => {
  test('a raw line is given back as received, whatever is in it', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await addRunningStream(store, START)
    const lines = ['{"a":"東京 \u{1F327}"}', '', '{"b":"\\n"}', ' {"c":1}\r']
    const batch = makeBatch(
      stream,
      1,
      lines.map((raw, i) => ({ id: String(i), raw })),
    )
    await store.appendBatches([batch])
    for (const [i, line] of lines.entries()) {
      // An empty line is what is left of one that is gone.
      expect(await store.readRaw('x', String(i))).toBe(line === '' ? null : line)
    }
    expect(await store.readRaw('x', 'nobody')).toBeNull()
  })

  test('posts without raw lines have none', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await addRunningStream(store, START)
    const batch = makeBatch(stream, 1, [{ id: '1' }, { id: '2' }])
    await store.appendBatches([
      {
        ...batch,
        posts: batch.posts.map((item, i) => (i === 0 ? { ...item, rawIndex: null } : item)),
      },
      { ...makeBatch(stream, 2, [{ id: '3' }]), rawBlock: new Uint8Array(), rawLineCount: 0 },
    ])
    expect(await store.readRaw('x', '1')).toBeNull()
    expect(await store.readRaw('x', '2')).toContain('"2"')
    expect(await store.readRaw('x', '3')).toBeNull()
  })

  test('small blocks are packed once there are enough lines, and every line is still found', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await addRunningStream(store, START)
    const append = async (n: number, count: number): Promise<void> => {
      const entries = Array.from({ length: count }, (_, i) => ({ id: `${n}-${i}` }))
      await store.appendBatches([makeBatch(stream, n, entries)])
    }
    for (let n = 1; n <= 100; n++) await append(n, 2)
    expect(await store.compactRaw(COMPACT)).toBe(0)
    for (let n = 101; n <= 200; n++) await append(n, 2)
    await append(201, 300)
    expect(await store.compactRaw(COMPACT)).toBe(201)
    expect(await store.compactRaw(COMPACT)).toBe(0)
    for (let n = 202; n <= 400; n++) await append(n, 2)
    expect(await store.compactRaw(COMPACT)).toBe(128)
    for (const id of [
      '1-0',
      '1-1',
      '64-1',
      '128-1',
      '129-0',
      '200-1',
      '201-0',
      '201-299',
      '400-1',
    ]) {
      expect(await store.readRaw('x', id), id).toBe(
        JSON.stringify({ data: { id, text: 'a post' } }),
      )
    }
  })

  test('packing and purging go together', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const cat = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    for (let n = 1; n <= 130; n++) {
      const entries = [{ id: `keep-${n}` }, { id: `go-${n}`, keywords: [cat.id] }]
      await store.appendBatches([makeBatch(stream, n, entries)])
      if (n === 100) await store.compactRaw(COMPACT)
    }
    expect(await store.compactRaw(COMPACT)).toBe(128)
    await store.deleteKeyword(cat.id, { purge: true })
    expect(await store.readRaw('x', 'go-1')).toBeNull()
    for (const id of ['keep-1', 'keep-64', 'keep-128', 'keep-130']) {
      expect(await store.readRaw('x', id)).toContain(id)
    }
    for (let n = 131; n <= 300; n++) {
      await store.appendBatches([makeBatch(stream, n, [{ id: `keep-${n}` }, {}])])
    }
    expect(await store.compactRaw(COMPACT)).toBeGreaterThan(0)
    expect(await store.readRaw('x', 'keep-130')).toContain('keep-130')
    expect(await store.readRaw('x', 'keep-131')).toContain('keep-131')
  })
})
