/**
 * Counts everything again from the posts and says where the tables differ (INV-7). Reads the whole database: for tests, and for
 * somebody who wants to know. Facets are compared as far as they have come (index-progress.ts).
 */
import { sql } from 'kysely'

import type { PostKind } from '../domain/post.ts'
import { FacetCounts, facetItems, MinuteCounts } from './count-matches.ts'
import type { Dialect, Reader } from './dialects/dialect.ts'
import { readProgress } from './index-progress.ts'
import { decodeFaceted, splitKeywordIds } from './post-row.ts'

const POSTS_PER_PAGE = 2_000

/** One line for each row that differs; empty when all is as it should be. */
export async function checkCounts(dialect: Dialect): Promise<readonly string[]> {
  return dialect.snapshot(async (db) => {
    const minutes = new MinuteCounts()
    const facets = new FacetCounts()
    const matches: Rows = new Map()
    const totals: Rows = new Map()
    const facetsReached = await readProgress(db, 'facets')
    for await (const row of eachPost(db)) {
      const post = { createdAtMs: row.created_at, kind: row.kind as PostKind }
      const items = row.seq <= facetsReached ? facetItems(decodeFaceted(row)) : null
      for (const id of splitKeywordIds(row.keyword_ids)) {
        minutes.add(id, post)
        if (items) facets.add(id, row.created_at, items)
        matches.set(`${id} ${row.created_at} ${row.seq}`, '1')
        totals.set(String(id), String(Number(totals.get(String(id)) ?? 0) + 1))
      }
    }
    return [
      ...differences('matches', matches, await readMatches(db)),
      ...differences('minute_counts', byKey(minutes.rows(), minuteText), await readMinutes(db)),
      ...differences('facet_counts', byKey(facets.rows(), facetText), await readFacets(db)),
      ...differences('keywords.post_count', totals, await readTotals(db)),
    ]
  })
}

/** Key of a row → what it says. */
type Rows = Map<string, string>

async function* eachPost(db: Reader) {
  for (let after = 0; ;) {
    const rows = await db
      .selectFrom('posts')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(POSTS_PER_PAGE)
      .execute()
    yield* rows
    if (rows.length < POSTS_PER_PAGE) return
    after = rows.at(-1)!.seq
  }
}

function differences(table: string, expected: Rows, actual: Rows): string[] {
  const lines: string[] = []
  for (const [key, text] of expected) {
    const found = actual.get(key)
    if (found !== text) lines.push(`${table} ${key}: ${found ?? 'missing'}, counted ${text}`)
  }
  for (const [key, text] of actual) {
    if (!expected.has(key)) lines.push(`${table} ${key}: ${text}, counted nothing`)
  }
  return lines
}

function byKey<Row>(rows: readonly Row[], textOf: (row: Row) => [string, string]): Rows {
  return new Map(rows.map(textOf))
}

function minuteText(row: ReturnType<MinuteCounts['rows']>[number]): [string, string] {
  const counts = [row.posts, row.reposts, row.replies, row.quotes]
  return [`${row.keyword_id} ${row.minute}`, counts.join(' ')]
}

/** Without the handle: of several in one hour any may have been kept. */
function facetText(
  row: Pick<
    ReturnType<FacetCounts['rows']>[number],
    'keyword_id' | 'facet' | 'hour' | 'key' | 'posts'
  >,
): [string, string] {
  return [`${row.keyword_id} ${row.facet} ${row.hour} ${row.key}`, String(row.posts)]
}

async function readMatches(db: Reader): Promise<Rows> {
  const rows = await db.selectFrom('matches').selectAll().execute()
  return new Map(rows.map((row) => [`${row.keyword_id} ${row.created_at} ${row.seq}`, '1']))
}

async function readMinutes(db: Reader): Promise<Rows> {
  return byKey(await db.selectFrom('minute_counts').selectAll().execute(), minuteText)
}

async function readFacets(db: Reader): Promise<Rows> {
  return byKey(await db.selectFrom('facet_counts').selectAll().execute(), facetText)
}

async function readTotals(db: Reader): Promise<Rows> {
  const rows = await db
    .selectFrom('keywords')
    .select(['id', 'post_count'])
    .where('post_count', '!=', sql.lit(0))
    .execute()
  return new Map(rows.map((row) => [String(row.id), String(row.post_count)]))
}
