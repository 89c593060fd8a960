import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import {
  addKeyword,
  addRunningStream,
  DIALECTS,
  makeBatch,
  MINUTE,
  openFresh,
  settle,
  START,
} from './store-fixture.ts'

const SECRET = 'unmistakablesecret'

describe.each(DIALECTS)('purging on %s', (dialect) => {
  test('deleting keeps the posts, their matches and counts', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id } = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    await store.appendBatches([makeBatch(stream, 1, [{ id: '1', keywords: [id] }])])
    expect(await store.deleteKeyword(id, { purge: false })).toBe('deleted')
    expect(await store.readPost('x', '1')).toMatchObject({ keywords: [id] })
    expect((await store.readSummary(id, START, START + MINUTE)).posts).toBe(1)
    expect(await store.checkCounts()).toEqual([])
  })

  test('a purge removes what no other keyword matched, and only that', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const cat = await addKeyword(store, 'cat')
    const dog = await addKeyword(store, 'dog')
    const gone = await addKeyword(store, 'gone')
    const stream = await addRunningStream(store, START)
    const entries = Array.from({ length: 1_200 }, (_, i) => ({
      id: String(i),
      text: `${SECRET}${i} text`,
      createdAtMs: START + i,
      keywords: [[cat.id], [cat.id, dog.id], [dog.id], [], [cat.id, gone.id]][i % 5]!,
    }))
    await store.appendBatches([makeBatch(stream, 1, entries.slice(0, 600))])
    await settle(store)
    await store.appendBatches([makeBatch(stream, 2, entries.slice(600))])
    // A keyword deleted before without purge still speaks for its posts.
    await store.deleteKeyword(gone.id, { purge: false })
    expect(await store.deleteKeyword(cat.id, { purge: true })).toBe('deleted')

    const left = await store.readPostsAfter(0, 10_000)
    expect(left.map(({ id }) => Number(id))).toEqual(
      entries.map((_, i) => i).filter((i) => i % 5 !== 0),
    )
    expect(left.slice(0, 4).map(({ keywords }) => keywords)).toEqual([
      [dog.id],
      [dog.id],
      [],
      [gone.id],
    ])
    for (const i of [0, 5, 595, 600, 1_195]) {
      expect(await store.readPost('x', String(i))).toBeNull()
      expect(await store.readRaw('x', String(i))).toBeNull()
      expect(
        (await store.listPosts({ q: `${SECRET}${i}` }, { limit: 5, cursor: null })).data,
      ).toEqual([])
    }
    for (const i of [1, 4, 601, 1_199]) {
      expect(await store.readRaw('x', String(i))).toContain(`"${SECRET}${i} text"`)
      expect(
        (await store.listPosts({ q: `${SECRET}${i}` }, { limit: 5, cursor: null })).data,
      ).toMatchObject([{ id: String(i) }])
    }
    expect(await store.checkCounts()).toEqual([])
    await settle(store)
    expect(await store.checkCounts()).toEqual([])
    expect(await store.readSummary(cat.id, START, START + MINUTE)).toMatchObject({
      posts: 0,
      authors: 0,
    })
    expect((await store.readSummary(dog.id, START, START + MINUTE)).posts).toBe(480)
    expect((await store.readKeywordHistory(cat.id))![0]).toMatchObject({ change: 'deleted' })
  })

  test('writing goes on during a purge', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const cat = await addKeyword(store, 'cat')
    const dog = await addKeyword(store, 'dog')
    const stream = await addRunningStream(store, START)
    const entries = Array.from({ length: 3_000 }, (_, i) => ({
      id: String(i),
      keywords: [cat.id],
    }))
    await store.appendBatches([makeBatch(stream, 1, entries)])
    await using other = await fresh.open({ role: 'server' })
    const purged = new AbortController()
    const purge = other.deleteKeyword(cat.id, { purge: true }).finally(() => purged.abort())
    let written = 0
    for (let n = 2; !purged.signal.aborted; n++) {
      await store.appendBatches([
        makeBatch(stream, n, [{ id: `during-${n}`, keywords: [cat.id, dog.id] }]),
      ])
      written++
      // The gap that the writer leaves between transactions.
      await delay(2)
    }
    await purge
    expect(written).toBeGreaterThan(1)
    expect((await store.readPostsAfter(0, 10_000)).length).toBe(written)
    expect(await store.checkCounts()).toEqual([])
  })

  test('a purge that was cut off is finished by the writer', async () => {
    await using fresh = await openFresh(dialect)
    const { store, url } = fresh
    const cat = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    const entries = Array.from({ length: 700 }, (_, i) => ({ id: String(i), keywords: [cat.id] }))
    await store.appendBatches([makeBatch(stream, 1, entries)])
    await store.deleteKeyword(cat.id, { purge: false })
    // As a process leaves it that dies right after the first transaction of the purge.
    const file = new DatabaseSync(url.replace('sqlite:', ''))
    file.exec('UPDATE keywords SET purge = 1')
    file.close()
    await store.indexPending()
    expect(await store.readLastSeq()).toBe(0)
    expect(await store.checkCounts()).toEqual([])
  })

  test('the text of purged posts is nowhere in the file', async () => {
    await using fresh = await openFresh(dialect)
    const { store, url } = fresh
    const cat = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    const entries = Array.from({ length: 50 }, (_, i) => ({
      id: String(i),
      text: `${SECRET}${i}`,
      keywords: [cat.id],
    }))
    await store.appendBatches([makeBatch(stream, 1, [...entries, { id: 'stays', text: 'stays' }])])
    await settle(store)
    expect(findInFile(url)).toBe(true)
    await store.deleteKeyword(cat.id, { purge: true })
    await settle(store)
    expect(findInFile(url)).toBe(false)
    expect(await store.readPost('x', 'stays')).toMatchObject({ text: 'stays' })
  })
})

/** Whether the secret is in the database file or its log, once everything is in the file. */
function findInFile(url: string): boolean {
  const path = url.replace('sqlite:', '')
  const file = new DatabaseSync(path)
  file.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  file.close()
  return readFileSync(path).includes(SECRET)
}
