/** The numbers at the head of a keyword's statistics, for an interval and the one before it. */
import { sql } from 'kysely'

import { coveredRatio, type Span } from '../domain/coverage.ts'
import type { KeywordId } from '../domain/ids.ts'
import { FACET_CODES, type FacetTotal } from './count-matches.ts'
import type { Dialect, Reader } from './dialects/dialect.ts'
import { addPendingFacet } from './edge-facets.ts'
import { readProgress } from './index-progress.ts'
import { readKeywordCoverage } from './keyword-coverage.ts'
import { keywordNumber } from './post-row.ts'
import { countBuckets, noCounts, type KindCounts } from './read-series.ts'
import { BUCKETS, type Summary } from './store.ts'
import { splitUnits } from './whole-units.ts'

/** Databases bound the number of values in one statement. */
const KEYS_PER_QUERY = 500

export async function readSummary(
  dialect: Dialect,
  id: KeywordId,
  fromMs: number,
  toMs: number,
  stallLimitMs: number,
): Promise<Summary> {
  const keywordId = keywordNumber(id) ?? 0
  const previousFromMs = fromMs - (toMs - fromMs)
  return dialect.snapshot(async (db) => {
    const nowMs = await dialect.nowMs(db)
    const totals = await countAll(db, keywordId, fromMs, toMs)
    const previous = await countAll(db, keywordId, previousFromMs, fromMs)
    const spans = await readKeywordCoverage(db, keywordId, { fromMs, toMs, nowMs, stallLimitMs })
    const ends = await db
      .selectFrom('matches')
      .select(({ fn }) => [fn.min('created_at').as('first'), fn.max('created_at').as('last')])
      .where('keyword_id', '=', keywordId)
      .where('created_at', '>=', fromMs)
      .where('created_at', '<', toMs)
      .executeTakeFirst()
    return {
      ...totals,
      authors: await countAuthors(db, keywordId, fromMs, toMs),
      peak: await readPeak(db, keywordId, fromMs, toMs),
      firstPostAtMs: ends?.first ?? null,
      lastPostAtMs: ends?.last ?? null,
      coverage: coveredRatio(spans, fromMs, Math.min(toMs, nowMs)),
      previous: {
        posts: previous.posts,
        authors: await countAuthors(db, keywordId, previousFromMs, fromMs),
      },
    }
  })
}

async function countAll(
  db: Reader,
  keywordId: number,
  fromMs: number,
  toMs: number,
): Promise<KindCounts> {
  const sum = noCounts()
  for (const count of (await countBuckets(db, keywordId, BUCKETS.day, fromMs, toMs)).values()) {
    sum.posts += count.posts
    sum.reposts += count.reposts
    sum.replies += count.replies
    sum.quotes += count.quotes
  }
  return sum
}

/** The busiest minute, the earliest of several; of minutes that the interval cuts, the part inside counts. */
async function readPeak(
  db: Reader,
  keywordId: number,
  fromMs: number,
  toMs: number,
): Promise<Summary['peak']> {
  const { fromUnit, toUnit, edges } = splitUnits(fromMs, toMs, BUCKETS.minute)
  const whole = await db
    .selectFrom('minute_counts')
    .select(['minute', 'posts'])
    .where('keyword_id', '=', keywordId)
    .where('minute', '>=', fromUnit)
    .where('minute', '<', toUnit)
    .orderBy('posts', 'desc')
    .orderBy('minute')
    .limit(1)
    .executeTakeFirst()
  const candidates = whole ? [whole] : []
  for (const edge of edges) {
    const counts = await countBuckets(db, keywordId, BUCKETS.minute, edge.fromMs, edge.toMs)
    for (const [minute, { posts }] of counts) candidates.push({ minute, posts })
  }
  candidates.sort((a, b) => b.posts - a.posts || a.minute - b.minute)
  const peak = candidates[0]
  return peak ? { atMs: peak.minute * BUCKETS.minute, posts: peak.posts } : null
}

/** Distinct authors: those of the whole hours as counted, those of the posts at the edges, and those not counted yet. */
async function countAuthors(
  db: Reader,
  keywordId: number,
  fromMs: number,
  toMs: number,
): Promise<number> {
  const { fromUnit, toUnit, edges } = splitUnits(fromMs, toMs, BUCKETS.hour)
  const pending = new Map<string, FacetTotal>()
  const whole = { fromMs: fromUnit * BUCKETS.hour, toMs: toUnit * BUCKETS.hour }
  const throughSeq = await readProgress(db, 'facets')
  await addPendingFacet(db, keywordId, FACET_CODES.authors, whole, throughSeq, pending)
  const counted = authorKeys(db, keywordId, fromUnit, toUnit, edges)
  const row = await db
    .selectFrom(counted.as('authors'))
    .select(({ fn }) => fn.count<number>('authors.key').distinct().as('count'))
    .executeTakeFirstOrThrow()
  const keys = [...pending.keys()]
  let known = 0
  for (let start = 0; start < keys.length; start += KEYS_PER_QUERY) {
    const { count } = await db
      .selectFrom(counted.as('authors'))
      .select(({ fn }) => fn.count<number>('authors.key').distinct().as('count'))
      .where('authors.key', 'in', keys.slice(start, start + KEYS_PER_QUERY))
      .executeTakeFirstOrThrow()
    known += count
  }
  return row.count + keys.length - known
}

function authorKeys(
  db: Reader,
  keywordId: number,
  fromHour: number,
  toHour: number,
  edges: readonly Span[],
) {
  let keys = db
    .selectFrom('facet_counts')
    .select('key')
    .where('keyword_id', '=', keywordId)
    .where('facet', '=', FACET_CODES.authors)
    .where('hour', '>=', fromHour)
    .where('hour', '<', toHour)
  for (const edge of edges) {
    keys = keys.union(
      db
        .selectFrom('matches')
        .innerJoin('posts', 'posts.seq', 'matches.seq')
        .select(sql<string>`concat(posts.network, ':', posts.author_id)`.as('key'))
        .where('matches.keyword_id', '=', keywordId)
        .where('matches.created_at', '>=', edge.fromMs)
        .where('matches.created_at', '<', edge.toMs),
    )
  }
  return keys
}
