import { describe, expect, test } from 'vitest'

import { asKeywordId, type KeywordId } from '../../src/domain/ids.ts'
import { RequestError } from '../../src/lib/errors.ts'
import {
  addKeyword,
  addRunningStream,
  DIALECTS,
  MINUTE,
  START,
  openFresh,
  STREAM,
} from './store-fixture.ts'

describe.each(DIALECTS)('keywords on %s', (dialect) => {
  test('a new keyword is active, version 1, without posts', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const write = await store.createKeyword({ query: 'cat', label: 'Cats', networks: ['x'] })
    expect(write).toEqual({
      kind: 'written',
      keyword: {
        id: '1',
        query: 'cat',
        label: 'Cats',
        active: true,
        networks: ['x'],
        version: 1,
        createdAtMs: START,
        updatedAtMs: START,
        postCount: 0,
        lastPostAtMs: null,
        delivery: [],
      },
    })
    expect(await store.readKeyword(asKeywordId('1'))).toEqual(
      write.kind === 'written' && write.keyword,
    )
  })

  test('the same query twice is a conflict that names the first, and is free again once deleted', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const first = await addKeyword(store, 'cat')
    const second = { query: 'cat', label: 'again', networks: null }
    expect(await store.createKeyword(second)).toEqual({ kind: 'conflict', existingId: first.id })
    expect(await store.deleteKeyword(first.id, { purge: false })).toBe('deleted')
    const again = await addKeyword(store, 'cat')
    expect(again.id).not.toBe(first.id)
    expect(await store.readKeyword(first.id)).toBeNull()
  })

  test('an edit to the query of another keyword is a conflict and changes nothing', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const cat = await addKeyword(store, 'cat')
    const dog = await addKeyword(store, 'dog')
    expect(await store.updateKeyword(dog.id, { query: 'cat', label: 'x' })).toEqual({
      kind: 'conflict',
      existingId: cat.id,
    })
    expect(await store.readKeyword(dog.id)).toEqual(dog)
    expect((await store.updateKeyword(dog.id, { query: 'dog' })).kind).toBe('written')
  })

  test('edits of query, activity and networks make versions; a label does not; nothing changed writes nothing', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const { id } = await addKeyword(store, 'cat')
    clock.advance(MINUTE)
    await store.updateKeyword(id, { query: 'cats' })
    clock.advance(MINUTE)
    await store.updateKeyword(id, { label: 'Cats' })
    await store.updateKeyword(id, { active: false })
    clock.advance(MINUTE)
    await store.updateKeyword(id, { active: false, query: 'cats' })
    await store.updateKeyword(id, { active: true })
    await store.updateKeyword(id, { networks: ['x'] })
    clock.advance(MINUTE)
    await store.deleteKeyword(id, { purge: false })
    const history = await store.readKeywordHistory(id)
    expect(
      history!.map(({ version, change, query, label, active, networks, fromMs, toMs }) => [
        version,
        change,
        query,
        label,
        active,
        networks,
        (fromMs - START) / MINUTE,
        toMs === null ? null : (toMs - START) / MINUTE,
      ]),
    ).toEqual([
      [6, 'deleted', 'cats', 'Cats', false, ['x'], 4, null],
      [5, 'edited', 'cats', 'Cats', true, ['x'], 3, 4],
      [4, 'resumed', 'cats', 'Cats', true, null, 3, 3],
      [3, 'paused', 'cats', 'Cats', false, null, 2, 3],
      [2, 'edited', 'cats', 'Cats', true, null, 1, 2],
      [1, 'created', 'cat', null, true, null, 0, 1],
    ])
  })

  test('what was never there is missing, whatever the id looks like', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    for (const text of ['7', '0', '-1', '1.5', 'x', '1e3', '99999999999999999999', '']) {
      const id = asKeywordId(text)
      expect(await store.readKeyword(id), text).toBeNull()
      expect(await store.readKeywordHistory(id), text).toBeNull()
      expect(await store.updateKeyword(id, { label: 'x' }), text).toEqual({ kind: 'missing' })
      expect(await store.deleteKeyword(id, { purge: true }), text).toBe('missing')
    }
  })

  test('pages list every keyword once, in the order they were made', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const ids: KeywordId[] = []
    for (let i = 0; i < 7; i++) ids.push((await addKeyword(store, `word${i}`)).id)
    await store.deleteKeyword(ids[2]!, { purge: false })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await store.listKeywords({ limit: 2, cursor })
      expect(page.data.length).toBeLessThanOrEqual(2)
      seen.push(...page.data.map((keyword) => keyword.id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(ids.filter((id) => id !== ids[2]))
  })

  test('a cursor that no list has given is refused', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    for (const cursor of ['', 'nonsense', 'MS4y', Buffer.from('1;drop').toString('base64url')]) {
      await expect(store.listKeywords({ limit: 2, cursor }), cursor).rejects.toThrow(RequestError)
    }
  })

  test('active keywords of a network leave out paused, deleted and other networks', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const everywhere = await addKeyword(store, 'everywhere')
    await store.createKeyword({ query: 'x only', label: null, networks: ['x'] })
    await store.createKeyword({ query: 'sky only', label: null, networks: ['bluesky'] })
    const paused = await addKeyword(store, 'paused')
    await store.updateKeyword(paused.id, { active: false })
    const deleted = await addKeyword(store, 'deleted')
    await store.deleteKeyword(deleted.id, { purge: false })
    await store.updateKeyword(everywhere.id, { query: 'all over' })
    expect(await store.listActiveKeywords('x')).toEqual([
      { id: everywhere.id, version: 2, query: 'all over' },
      { id: '2', version: 1, query: 'x only' },
    ])
    expect((await store.listActiveKeywords('mastodon')).map(({ query }) => query)).toEqual([
      'all over',
    ])
  })

  test('delivery tells what each stream reported, pending where a running one has not yet', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id } = await addKeyword(store, 'cat')
    const running = await addRunningStream(store, START)
    await store.createStream({ ...STREAM, id: 'idle', network: 'x' })
    const statuses = async (): Promise<unknown> =>
      (await store.readKeyword(id))!.delivery.map(({ streamId, status, sinceMs, problem }) => [
        streamId,
        status,
        sinceMs,
        problem,
      ])
    expect(await statuses()).toEqual([
      ['idle', 'stopped', null, null],
      ['x', 'pending', null, null],
    ])
    const report = { keywordId: id, version: 1, problem: null }
    await store.writeDeliveries(running.id, running.epoch, START + 1, [
      { ...report, status: 'live' },
    ])
    await store.writeDeliveries(running.id, running.epoch, START + 9, [
      { ...report, status: 'live' },
    ])
    expect(await statuses()).toContainEqual(['x', 'live', START + 1, null])
    await store.writeDeliveries(running.id, running.epoch, START + 20, [
      { ...report, status: 'rejected', problem: 'no viable alternative' },
    ])
    expect(await statuses()).toContainEqual(['x', 'rejected', START + 20, 'no viable alternative'])
    await store.updateKeyword(id, { active: false })
    expect(await statuses()).toContainEqual(['x', 'stopped', null, null])
  })

  test('a report on a keyword that is gone is passed over', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id } = await addKeyword(store, 'cat')
    const { id: streamId, epoch } = await addRunningStream(store, START)
    await store.deleteKeyword(id, { purge: false })
    const live = { version: 1, status: 'live', problem: null } as const
    await store.writeDeliveries(streamId, epoch, START, [
      { ...live, keywordId: id },
      { ...live, keywordId: asKeywordId('777') },
    ])
    expect(await store.readSeries(id, 'minute', START, START + MINUTE)).toMatchObject([
      { coverage: 0 },
    ])
  })
})
