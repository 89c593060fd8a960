import { describe, expect, test } from 'vitest'

import { asKeywordId } from '../../src/domain/ids.ts'
import type { Post } from '../../src/domain/post.ts'
import {
  addKeyword,
  addRunningStream,
  claim,
  DIALECTS,
  makeBatch,
  makePost,
  MINUTE,
  START,
  openFresh,
  settle,
} from './store-fixture.ts'

describe.each(DIALECTS)('appending on %s', (dialect) => {
  test('a post is read back as it was delivered', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const keyword = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    const full: Post = makePost({
      id: '9007199254740993123',
      url: 'https://elsewhere.example/9',
      author: { id: '12345678901234567890', handle: null, name: null },
      text: 'naïve 東京 🌧️ "quoted" & \u0000 end',
      lang: null,
      kind: 'quote',
      hashtags: ['Cat', 'ねこ'],
      mentions: ['Bob'],
      urls: ['https://a.example/?q=1'],
      media: [{ type: 'photo', key: '3_1', url: null, altText: 'a cat', width: 10, height: null }],
      refs: [
        { type: 'quoted', id: '1' },
        { type: 'replied_to', id: 'at://did:plc:x/app.bsky.feed.post/3k' },
      ],
      metrics: { likes: 0, reposts: 7, quotes: 1 },
      edited: { history: ['1', '2'] },
      withheld: { copyright: true, countryCodes: ['DE'], scope: 'tweet' },
    })
    const odd = makePost({ id: '2', metrics: { views: 3 }, withheld: null })
    const batch = makeBatch(stream, 1, [{ ...full, keywords: [keyword.id] }, odd])
    await store.appendBatches([
      { ...batch, posts: batch.posts.map((item) => ({ ...item, recovered: true })) },
    ])
    expect(await store.readPost('x', full.id)).toEqual({
      ...full,
      seq: 1,
      receivedAtMs: START + 500,
      keywords: [keyword.id],
      recovered: true,
      deletedAtMs: null,
    })
    expect(await store.readPost('x', '2')).toMatchObject({ ...odd, keywords: [] })
    expect(await store.readPost('bluesky', '2')).toBeNull()
  })

  test('INV-1 a batch delivered again changes nothing', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const keyword = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    const rejects = [{ reason: 'malformed', atMs: START, raw: '{', byteLength: 1 }]
    const batch = makeBatch(stream, 1, [{ keywords: [keyword.id] }, {}], { rejects })
    const first = await store.appendBatches([batch])
    expect(first).toMatchObject({ outcomes: ['committed'], storedPosts: 2, lastSeq: 2 })
    const before = [await store.readStream(stream.id), await store.readKeyword(keyword.id)]
    expect(await store.appendBatches([batch, batch])).toEqual({
      outcomes: ['repeated', 'repeated'],
      storedPosts: 0,
      duplicatePosts: 0,
      lastSeq: 2,
      coverageChanged: false,
    })
    expect([await store.readStream(stream.id), await store.readKeyword(keyword.id)]).toEqual(before)
    expect(await store.checkCounts()).toEqual([])
  })

  test('INV-1 the same post from two streams, and twice in one call, is stored once', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const one = await addKeyword(store, 'one')
    const two = await addKeyword(store, 'two')
    const a = await addRunningStream(store, START, 'a')
    const b = await addRunningStream(store, START, 'b')
    const result = await store.appendBatches([
      makeBatch(a, 1, [{ id: '5', keywords: [one.id] }, { id: '5' }, { id: '6' }]),
      makeBatch(b, 1, [{ id: '5', keywords: [two.id, one.id] }]),
    ])
    expect(result).toMatchObject({ storedPosts: 2, duplicatePosts: 2, lastSeq: 2 })
    expect(await store.readPostsAfter(0, 10)).toMatchObject([
      { id: '5', seq: 1, keywords: [one.id, two.id] },
      { id: '6', seq: 2, keywords: [] },
    ])
    expect(await store.readStream(a.id)).toMatchObject({ received: 3, stored: 2, duplicates: 1 })
    expect(await store.readStream(b.id)).toMatchObject({ received: 1, stored: 0, duplicates: 1 })
    expect(await store.checkCounts()).toEqual([])
  })

  test('INV-1 the same id on two networks is two posts', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await addRunningStream(store, START)
    const result = await store.appendBatches([
      makeBatch(stream, 1, [{ id: '5' }, { id: '5', network: 'mastodon' }]),
    ])
    expect(result.storedPosts).toBe(2)
  })

  test('INV-1 INV-7 a repeat that brings a new keyword adds its match and counts, before and after facets are up to date', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const [one, two, three] = [
      await addKeyword(store, 'one'),
      await addKeyword(store, 'two'),
      await addKeyword(store, 'three'),
    ]
    const stream = await addRunningStream(store, START)
    const post = { id: '5', hashtags: ['Cat'], kind: 'reply' as const }
    await store.appendBatches([makeBatch(stream, 1, [{ ...post, keywords: [one.id] }])])
    // What is counted is what is stored, whatever the repeat says.
    const changed = { id: '5', createdAtMs: START + 5 * MINUTE, hashtags: ['Dog'] }
    const repeat = makeBatch(stream, 2, [{ ...changed, keywords: [two.id, one.id] }])
    expect(await store.appendBatches([repeat])).toMatchObject({
      storedPosts: 0,
      duplicatePosts: 1,
    })
    await settle(store)
    await store.appendBatches([makeBatch(stream, 3, [{ ...changed, keywords: [three.id] }])])
    expect((await store.readPost('x', '5'))!.keywords).toEqual([one.id, two.id, three.id])
    for (const { id } of [one, two, three]) {
      expect(await store.readKeyword(id)).toMatchObject({ postCount: 1, lastPostAtMs: START })
      expect(await store.readSeries(id, 'minute', START, START + MINUTE)).toMatchObject([
        { posts: 1, replies: 1 },
      ])
      expect(await store.readTop(id, 'hashtags', START, START + MINUTE, 5)).toEqual([
        { value: 'cat', key: 'cat', posts: 1 },
      ])
    }
    expect(await store.checkCounts()).toEqual([])
    await settle(store)
    expect(await store.checkCounts()).toEqual([])
  })

  test('INV-3 batches of an older epoch are left out whole while the others commit', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const old = await addRunningStream(store, START, 'a')
    const other = await addRunningStream(store, START, 'b')
    const current = { id: old.id, epoch: await claim(store, old.id) }
    const result = await store.appendBatches([
      makeBatch(old, 1, [{ id: '1' }]),
      makeBatch(other, 1, [{ id: '2' }]),
      makeBatch(current, 1, [{ id: '3' }]),
      makeBatch({ ...current, epoch: current.epoch + 1 }, 1, [{ id: '4' }]),
    ])
    expect(result.outcomes).toEqual(['stale-epoch', 'committed', 'committed', 'stale-epoch'])
    expect((await store.readPostsAfter(0, 10)).map(({ id }) => id)).toEqual(['2', '3'])
    expect(await store.readStream(old.id)).toMatchObject({ received: 1, cursor: '3' })
  })

  test('INV-2 cursor, counters and times of the stream follow the batches', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await addRunningStream(store, START)
    const rejects = [
      { reason: 'malformed', atMs: START, raw: 'x', byteLength: 1 },
      { reason: 'unknown', atMs: START + 1, raw: '{"a":"\u{1F600}"}', byteLength: 12 },
    ]
    await store.appendBatches([
      makeBatch(stream, 1, [{ id: '1' }, { id: '2' }], { rejects, received: 5 }),
      makeBatch(stream, 2, [], {
        cursor: null,
        postsPerSecond: 3.5,
        coveredUntilMs: START + 9_000,
      }),
    ])
    expect(await store.readStream(stream.id)).toMatchObject({
      cursor: '2',
      received: 5,
      stored: 2,
      duplicates: 0,
      rejected: 2,
      lastPostAtMs: START + 500,
      lastByteAtMs: START + 9_000,
      postsPerSecond: 3.5,
      lagMs: 500,
    })
  })

  test('INV-2 a failure inside undoes all of it', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const keyword = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    const before = await store.readStream(stream.id)
    const good = makeBatch(stream, 1, [{ id: '1', keywords: [keyword.id] }])
    // A value no database takes: the statement fails after the first batch's posts were written.
    const bad = makeBatch(stream, 2, [{ id: '2', text: { not: 'text' } as never }])
    await expect(store.appendBatches([good, bad])).rejects.toThrow()
    expect(await store.readStream(stream.id)).toEqual(before)
    expect(await store.readLastSeq()).toBe(0)
    expect((await store.readKeyword(keyword.id))!.postCount).toBe(0)
    expect((await store.appendBatches([good])).outcomes).toEqual(['committed'])
    expect(await store.checkCounts()).toEqual([])
  })
})

describe.each(DIALECTS)('what becomes of lines on %s', (dialect) => {
  test('INV-6 a post without keywords is stored', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await addRunningStream(store, START)
    await store.appendBatches([makeBatch(stream, 1, [{ id: '1', keywords: [] }])])
    expect(await store.readPost('x', '1')).toMatchObject({ keywords: [] })
  })

  test('matches of keywords deleted meanwhile are dropped, posts that only a purged one wanted too', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const kept = await addKeyword(store, 'kept')
    const deleted = await addKeyword(store, 'deleted')
    const purged = await addKeyword(store, 'purged')
    const stream = await addRunningStream(store, START)
    await store.deleteKeyword(deleted.id, { purge: false })
    await store.deleteKeyword(purged.id, { purge: true })
    await store.appendBatches([
      makeBatch(stream, 1, [
        { id: '1', keywords: [deleted.id, kept.id, purged.id] },
        { id: '2', keywords: [deleted.id] },
        { id: '3', keywords: [purged.id] },
        { id: '4', keywords: [asKeywordId('999'), asKeywordId('nonsense')] },
      ]),
    ])
    expect((await store.readPostsAfter(0, 10)).map(({ id, keywords }) => [id, keywords])).toEqual([
      ['1', [kept.id]],
      ['2', []],
      ['4', []],
    ])
    expect(await store.checkCounts()).toEqual([])
  })

  test('rejected lines are kept as received, the newest ten thousand of a stream', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const a = await addRunningStream(store, START, 'a')
    const b = await addRunningStream(store, START, 'b')
    const reject = (i: number) => ({
      reason: 'malformed',
      atMs: START + i,
      raw: `line ${i}`,
      byteLength: 9,
    })
    const many = Array.from({ length: 6_000 }, (_, i) => reject(i))
    await store.appendBatches([makeBatch(b, 1, [], { rejects: [reject(-1)] })])
    await store.appendBatches([makeBatch(a, 1, [], { rejects: many })])
    await store.appendBatches([
      makeBatch(a, 2, [], { rejects: many.map((_, i) => reject(6_000 + i)) }),
    ])
    expect(await store.readStream(a.id)).toMatchObject({ rejected: 12_000 })
    const newest = await store.listRejects(a.id, { limit: 2, cursor: null })
    expect(newest.data).toMatchObject([{ raw: 'line 11999' }, { raw: 'line 11998' }])
    const all = await store.listRejects(a.id, { limit: 20_000, cursor: null })
    expect(all.data).toHaveLength(10_000)
    expect(all.data.at(-1)).toMatchObject({ raw: 'line 2000', atMs: START + 2_000 })
    expect((await store.listRejects(b.id, { limit: 5, cursor: null })).data).toEqual([reject(-1)])
  })

  test('seqs rise in the order of arrival and are never given again', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const keyword = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    const keywords = [keyword.id]
    const entries = Array.from({ length: 130 }, (_, i) => ({ id: `p${i}`, keywords }))
    await store.appendBatches([makeBatch(stream, 1, entries.slice(20, 90))])
    // Old and new ones mixed within one statement.
    await store.appendBatches([makeBatch(stream, 2, entries)])
    const posts = await store.readPostsAfter(0, 1000)
    const order = [...entries.slice(20, 90), ...entries.slice(0, 20), ...entries.slice(90)]
    expect(posts.map(({ id }) => id)).toEqual(order.map(({ id }) => id))
    const lastSeq = posts.at(-1)!.seq
    expect(await store.readLastSeq()).toBe(lastSeq)
    expect((await store.readPostsAfter(lastSeq - 3, 2)).map(({ id }) => id)).toEqual([
      'p127',
      'p128',
    ])
    await store.deleteKeyword(keyword.id, { purge: true })
    expect(await store.readLastSeq()).toBe(0)
    const { lastSeq: after } = await store.appendBatches([makeBatch(stream, 3, [{ id: 'new' }])])
    expect(after).toBeGreaterThan(lastSeq)
  })
})
