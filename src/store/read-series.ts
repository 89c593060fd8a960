/** Counts of a keyword over time: whole minutes from `minute_counts`, ragged edges from the posts. */
import { sql } from 'kysely'

import type { KeywordId } from '../domain/ids.ts'
import type { PostKind } from '../domain/post.ts'
import type { Dialect, Reader } from './dialects/dialect.ts'
import { bucketCoverage, readKeywordCoverage } from './keyword-coverage.ts'
import { keywordNumber } from './post-row.ts'
import { BUCKETS, type Bucket, type SeriesPoint } from './store.ts'
import { splitUnits } from './whole-units.ts'

export interface KindCounts {
  posts: number
  reposts: number
  replies: number
  quotes: number
}

/** Every bucket that the interval touches, its beginning aligned in UTC. Empty for an id that is none. */
export async function readSeries(
  dialect: Dialect,
  id: KeywordId,
  bucket: Bucket,
  fromMs: number,
  toMs: number,
  stallLimitMs: number,
): Promise<readonly SeriesPoint[]> {
  const bucketMs = BUCKETS[bucket]
  const starts = bucketStarts(fromMs, toMs, bucketMs)
  const keywordId = keywordNumber(id) ?? 0
  return dialect.snapshot(async (db) => {
    const counts = await countBuckets(db, keywordId, bucketMs, fromMs, toMs)
    const nowMs = await dialect.nowMs(db)
    const range = { fromMs, toMs, nowMs, stallLimitMs }
    const spans = await readKeywordCoverage(db, keywordId, range)
    const coverage = bucketCoverage(spans, starts, bucketMs, range)
    return starts.map((atMs, i) => ({
      atMs,
      ...(counts.get(atMs / bucketMs) ?? noCounts()),
      coverage: coverage[i]!,
    }))
  })
}

/** Counts by number of the bucket since the Unix epoch; buckets without posts are left out. */
export async function countBuckets(
  db: Reader,
  keywordId: number,
  bucketMs: number,
  fromMs: number,
  toMs: number,
): Promise<Map<number, KindCounts>> {
  const counts = new Map<number, KindCounts>()
  const { fromUnit, toUnit, edges } = splitUnits(fromMs, toMs, BUCKETS.minute)
  if (fromUnit < toUnit) {
    for (const row of await readWholeMinutes(db, keywordId, bucketMs, fromUnit, toUnit)) {
      const { bucket, ...parts } = row
      counts.set(bucket, parts)
    }
  }
  for (const edge of edges) {
    for (const row of await countMatches(db, keywordId, bucketMs, edge.fromMs, edge.toMs)) {
      const count = counts.get(row.bucket) ?? noCounts()
      addKind(count, row.kind, row.posts)
      counts.set(row.bucket, count)
    }
  }
  return counts
}

export function noCounts(): KindCounts {
  return { posts: 0, reposts: 0, replies: 0, quotes: 0 }
}

function addKind(count: KindCounts, kind: PostKind, posts: number): void {
  count.posts += posts
  if (kind === 'repost') count.reposts += posts
  else if (kind === 'reply') count.replies += posts
  else if (kind === 'quote') count.quotes += posts
}

function bucketStarts(fromMs: number, toMs: number, bucketMs: number): number[] {
  const starts: number[] = []
  for (let at = Math.floor(fromMs / bucketMs) * bucketMs; at < toMs; at += bucketMs) starts.push(at)
  return starts
}

async function readWholeMinutes(
  db: Reader,
  keywordId: number,
  bucketMs: number,
  fromMinute: number,
  toMinute: number,
): Promise<({ bucket: number } & KindCounts)[]> {
  const minutes = bucketMs / BUCKETS.minute
  const rows = db
    .selectFrom('minute_counts')
    .where('keyword_id', '=', keywordId)
    .where('minute', '>=', fromMinute)
    .where('minute', '<', toMinute)
  if (minutes === 1) {
    return rows.select(['minute as bucket', 'posts', 'reposts', 'replies', 'quotes']).execute()
  }
  const bucket = sql<number>`floor(minute / ${sql.lit(minutes)}.0)`
  return rows
    .select(({ fn }) => [
      bucket.as('bucket'),
      fn.sum<number>('posts').as('posts'),
      fn.sum<number>('reposts').as('reposts'),
      fn.sum<number>('replies').as('replies'),
      fn.sum<number>('quotes').as('quotes'),
    ])
    .groupBy(bucket)
    .execute()
}

/** Counts the posts themselves: exact for any interval, meant for less than a minute. */
async function countMatches(
  db: Reader,
  keywordId: number,
  bucketMs: number,
  fromMs: number,
  toMs: number,
): Promise<{ bucket: number; kind: PostKind; posts: number }[]> {
  const bucket = sql<number>`floor(matches.created_at / ${sql.lit(bucketMs)}.0)`
  const rows = await db
    .selectFrom('matches')
    .innerJoin('posts', 'posts.seq', 'matches.seq')
    .where('matches.keyword_id', '=', keywordId)
    .where('matches.created_at', '>=', fromMs)
    .where('matches.created_at', '<', toMs)
    .select(({ fn }) => [
      bucket.as('bucket'),
      'posts.kind as kind',
      fn.countAll<number>().as('posts'),
    ])
    .groupBy([bucket, 'posts.kind'])
    .execute()
  return rows.map((row) => ({ ...row, kind: row.kind as PostKind }))
}
