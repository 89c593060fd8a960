import { describe, expect, test } from 'vitest'

import { asKeywordId, type KeywordId } from '../../src/domain/ids.ts'
import type { PostKind } from '../../src/domain/post.ts'
import { FACETS, type Facet, type Store } from '../../src/store/store.ts'
import { createRandom } from '../bench/synthetic-posts.ts'
import {
  addKeyword,
  addRunningStream,
  DIALECTS,
  HOUR,
  makeBatch,
  MINUTE,
  openFresh,
  settle,
  START,
  type PostEntry,
} from './store-fixture.ts'

const DAY = 24 * HOUR
const KINDS: readonly PostKind[] = ['post', 'repost', 'reply', 'quote']

/** Posts over some hours around START, with what facets count, from a seed. */
function randomEntries(count: number, keywords: readonly KeywordId[], seed: number): PostEntry[] {
  const random = createRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  return Array.from({ length: count }, () => {
    const author = below(20)
    return {
      createdAtMs: START - 2 * HOUR + below(5 * HOUR),
      kind: KINDS[below(4)]!,
      lang: [null, 'en', 'ja', 'und'][below(4)]!,
      author: { id: String(author), handle: author === 0 ? null : `Author_${author}`, name: null },
      hashtags: Array.from({ length: below(3) }, () => ['Cat', 'cat', 'DOG', 'ねこ'][below(4)]!),
      mentions: Array.from({ length: below(2) }, () => `Friend${below(5)}`),
      urls: Array.from(
        { length: below(3) },
        () =>
          ['https://www.Example.com/a?b', 'http://example.com', 'https://b.test:8443/x'][below(3)]!,
      ),
      keywords: keywords.filter(() => random() < 0.6),
    }
  })
}

/** Top of a facet, counted the plain way. */
function countTop(entries: readonly PostEntry[], facet: Facet): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of entries) {
    const values = {
      hashtags: entry.hashtags!.map((tag) => tag.toLowerCase()),
      mentions: entry.mentions!.map((name) => name.toLowerCase()),
      authors: [entry.author!.id],
      domains: entry.urls!.map((url) => new URL(url).hostname.replace(/^www\./, '')),
      languages: entry.lang == null ? [] : [entry.lang],
    }[facet]
    for (const value of new Set(values)) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}

const INTERVALS: readonly (readonly [number, number])[] = [
  [START - DAY, START + DAY],
  [START - HOUR - 17_123, START + HOUR + 5],
  [START - 10 * MINUTE, START + 10 * MINUTE],
  [START + 1, START + 2],
  [START + 30_001, START + 89_999],
  [START - 30 * MINUTE, START + 30 * MINUTE],
  [START, START],
  [START + DAY, START + 2 * DAY],
]

async function appendInParts(
  store: Store,
  entries: readonly PostEntry[],
  afterEach: (part: number) => Promise<void>,
): Promise<void> {
  const stream = await addRunningStream(store, START)
  for (let part = 0; part < 4; part++) {
    const quarter = entries.slice((part * entries.length) / 4, ((part + 1) * entries.length) / 4)
    await store.appendBatches([makeBatch(stream, part + 1, quarter)])
    await afterEach(part)
  }
}

describe.each(DIALECTS)('statistics on %s', (dialect) => {
  test('INV-7 series, summary and facets equal a plain count, whether brought up to date or not', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const cat = await addKeyword(store, 'cat')
    const dog = await addKeyword(store, 'dog')
    const entries = randomEntries(800, [cat.id, dog.id], 11)
    // Half of the posts are in the facet counts, half are not yet.
    await appendInParts(store, entries, async (part) => {
      if (part === 1) await settle(store)
    })
    const matched = entries.filter((entry) => entry.keywords!.includes(cat.id))
    for (const [fromMs, toMs] of INTERVALS) {
      const inside = matched.filter(
        ({ createdAtMs }) => createdAtMs! >= fromMs && createdAtMs! < toMs,
      )
      const count = (kind: PostKind): number => inside.filter((entry) => entry.kind === kind).length
      const summary = await store.readSummary(cat.id, fromMs, toMs)
      expect(summary).toMatchObject({
        posts: inside.length,
        reposts: count('repost'),
        replies: count('reply'),
        quotes: count('quote'),
        authors: new Set(inside.map(({ author }) => author!.id)).size,
        firstPostAtMs: inside.length > 0 ? Math.min(...inside.map((e) => e.createdAtMs!)) : null,
        lastPostAtMs: inside.length > 0 ? Math.max(...inside.map((e) => e.createdAtMs!)) : null,
      })
      const before = matched.filter(
        ({ createdAtMs }) => createdAtMs! >= fromMs - (toMs - fromMs) && createdAtMs! < fromMs,
      )
      expect(summary.previous).toEqual({
        posts: before.length,
        authors: new Set(before.map(({ author }) => author!.id)).size,
      })
      const perMinute = Object.entries(
        Object.groupBy(inside, ({ createdAtMs }) => Math.floor(createdAtMs! / MINUTE)),
      ).map(([minute, posts]) => ({ atMs: Number(minute) * MINUTE, posts: posts!.length }))
      perMinute.sort((a, b) => b.posts - a.posts || a.atMs - b.atMs)
      expect(summary.peak).toEqual(perMinute[0] ?? null)
      for (const [bucket, bucketMs] of [
        ['minute', MINUTE],
        ['hour', HOUR],
        ['day', DAY],
      ] as const) {
        const series = await store.readSeries(cat.id, bucket, fromMs, toMs)
        const starts = []
        for (let at = Math.floor(fromMs / bucketMs) * bucketMs; at < toMs; at += bucketMs) {
          starts.push(at)
        }
        expect(series.map(({ atMs }) => atMs)).toEqual(starts)
        for (const point of series) {
          const posts = inside.filter(
            ({ createdAtMs }) => Math.floor(createdAtMs! / bucketMs) * bucketMs === point.atMs,
          )
          expect(point).toMatchObject({
            posts: posts.length,
            reposts: posts.filter(({ kind }) => kind === 'repost').length,
            replies: posts.filter(({ kind }) => kind === 'reply').length,
            quotes: posts.filter(({ kind }) => kind === 'quote').length,
          })
        }
      }
      for (const facet of FACETS) {
        const counts = countTop(inside, facet)
        const all = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
        for (const limit of [1, 3, 100]) {
          const top = await store.readTop(cat.id, facet, fromMs, toMs, limit)
          expect(top.map(({ posts }) => posts)).toEqual(
            all.slice(0, limit).map(([, posts]) => posts),
          )
          for (const { key, posts } of top) expect(counts.get(key)).toBe(posts)
        }
      }
    }
    expect(await store.checkCounts()).toEqual([])
    await settle(store)
    expect(await store.checkCounts()).toEqual([])
  })

  test('authors are shown by the handle last seen, or their id', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id } = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    const named = (handle: string | null) => ({ id: '7', handle, name: null })
    const keywords = [id]
    const post = (handle: string | null, createdAtMs: number) => ({
      author: named(handle),
      createdAtMs,
      keywords,
    })
    await store.appendBatches([
      makeBatch(stream, 1, [
        post('Old', START),
        post('New', START + HOUR),
        post(null, START + HOUR),
      ]),
    ])
    const other = { id: '8', handle: null, name: null }
    await store.appendBatches([makeBatch(stream, 2, [{ author: other, keywords }])])
    for (let round = 0; round < 2; round++) {
      expect(await store.readTop(id, 'authors', START - DAY, START + DAY, 5)).toEqual([
        { value: 'New', key: '7', posts: 3 },
        { value: '8', key: '8', posts: 1 },
      ])
      await settle(store)
    }
  })

  test('authors of two networks with the same id are two', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id } = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    const author = { id: '7', handle: null, name: null }
    await store.appendBatches([
      makeBatch(stream, 1, [
        { author, keywords: [id] },
        { author, keywords: [id], network: 'mastodon' },
      ]),
    ])
    expect(await store.readTop(id, 'authors', START, START + MINUTE, 5)).toHaveLength(2)
    expect((await store.readSummary(id, START, START + MINUTE)).authors).toBe(2)
  })

  test('overlap counts the posts that both of a pair matched', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const [a, b, c] = [
      (await addKeyword(store, 'a')).id,
      (await addKeyword(store, 'b')).id,
      (await addKeyword(store, 'c')).id,
    ]
    const stream = await addRunningStream(store, START)
    await store.appendBatches([
      makeBatch(stream, 1, [
        { keywords: [a, b, c] },
        { keywords: [a, b] },
        { keywords: [a], createdAtMs: START + 1 },
        { keywords: [b, c], createdAtMs: START + MINUTE },
      ]),
    ])
    expect(await store.readOverlap([a, b, c], START, START + MINUTE)).toEqual([
      { keywords: [a, b], posts: 2 },
      { keywords: [a, c], posts: 1 },
      { keywords: [b, c], posts: 1 },
    ])
    expect(await store.readOverlap([a], START, START + MINUTE)).toEqual([])
  })

  test('a keyword that is not there has empty statistics', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    for (const id of [asKeywordId('77'), asKeywordId('nonsense')]) {
      expect(await store.readSeries(id, 'hour', START, START + HOUR)).toMatchObject([
        { posts: 0, coverage: 0 },
        { posts: 0 },
      ])
      expect(await store.readTop(id, 'authors', START, START + DAY, 5)).toEqual([])
      expect(await store.readSummary(id, START, START + DAY)).toEqual({
        posts: 0,
        reposts: 0,
        replies: 0,
        quotes: 0,
        authors: 0,
        peak: null,
        firstPostAtMs: null,
        lastPostAtMs: null,
        coverage: 0,
        previous: { posts: 0, authors: 0 },
      })
    }
  })
})
