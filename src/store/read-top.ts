/**
 * The most frequent values of a facet: whole hours from `facet_counts`; ragged edges, and what is not in there yet, from the posts.
 *
 * Exact without reading every value: what was found in posts only gains, so that a value which was not found there can be among the
 * first n of all together only if it is among the first n of the whole hours.
 */
import type { KeywordId } from '../domain/ids.ts'
import { FACET_CODES, type FacetTotal } from './count-matches.ts'
import type { Dialect, Reader } from './dialects/dialect.ts'
import { addEdgeFacet, addPendingFacet } from './edge-facets.ts'
import { readProgress } from './index-progress.ts'
import { keywordNumber } from './post-row.ts'
import { BUCKETS, type Facet, type FacetRow } from './store.ts'
import { splitUnits, type UnitSplit } from './whole-units.ts'

const KEYS_PER_QUERY = 500

/** Highest number first, then by key. */
export async function readTop(
  dialect: Dialect,
  id: KeywordId,
  facet: Facet,
  fromMs: number,
  toMs: number,
  limit: number,
): Promise<readonly FacetRow[]> {
  const keywordId = keywordNumber(id)
  if (keywordId === null) return []
  const code = FACET_CODES[facet]
  const hours = splitUnits(fromMs, toMs, BUCKETS.hour)
  const totals = new Map<string, FacetTotal>()
  for (const edge of hours.edges) await addEdgeFacet(dialect, keywordId, code, edge, totals)
  const top = await dialect.snapshot(async (db) => {
    const whole = { fromMs: hours.fromUnit * BUCKETS.hour, toMs: hours.toUnit * BUCKETS.hour }
    const throughSeq = await readProgress(db, 'facets')
    await addPendingFacet(db, keywordId, code, whole, throughSeq, totals)
    await addWholeHours(db, keywordId, code, hours, limit, totals)
    const rows = [...totals].map(([key, { value, posts }]) => ({ key, value, posts }))
    rows.sort((a, b) => b.posts - a.posts || (a.key < b.key ? -1 : 1))
    const shown = rows.slice(0, limit)
    const values = await readValues(db, keywordId, code, hours, shown)
    return shown.map((row) => ({ ...row, value: row.value ?? values.get(row.key) ?? null }))
  })
  return top.map(({ key, value, posts }) => {
    // An author's key carries the network, because ids of two networks may be alike.
    const plainKey = facet === 'authors' ? key.slice(key.indexOf(':') + 1) : key
    return { value: value ?? plainKey, key: plainKey, posts }
  })
}

/** Adds the hours' numbers to what is in `totals`, and the values that may be among the first `limit`. */
async function addWholeHours(
  db: Reader,
  keywordId: number,
  code: number,
  hours: UnitSplit,
  limit: number,
  totals: Map<string, FacetTotal>,
): Promise<void> {
  if (hours.fromUnit === hours.toUnit) return
  const foundKeys = [...totals.keys()]
  const counted = wholeHours(db, keywordId, code, hours)
    .select(({ fn }) => ['key', fn.sum<number>('posts').as('posts')])
    .groupBy('key')
  const leading = await counted.orderBy('posts', 'desc').orderBy('key').limit(limit).execute()
  for (let start = 0; start < foundKeys.length; start += KEYS_PER_QUERY) {
    const keys = foundKeys.slice(start, start + KEYS_PER_QUERY)
    for (const { key, posts } of await counted.where('key', 'in', keys).execute()) {
      totals.get(key)!.posts += posts
    }
  }
  const found = new Set(foundKeys)
  for (const { key, posts } of leading) {
    if (!found.has(key)) totals.set(key, { value: null, posts })
  }
}

/** The newest handle of each author shown. */
async function readValues(
  db: Reader,
  keywordId: number,
  code: number,
  hours: UnitSplit,
  rows: readonly { key: string }[],
): Promise<Map<string, string>> {
  const values = new Map<string, string>()
  if (code !== FACET_CODES.authors || rows.length === 0) return values
  const keys = rows.map((row) => row.key)
  for (let start = 0; start < keys.length; start += KEYS_PER_QUERY) {
    const found = await wholeHours(db, keywordId, code, hours)
      .select(['key', 'value'])
      .where('key', 'in', keys.slice(start, start + KEYS_PER_QUERY))
      .where('value', 'is not', null)
      .orderBy('hour')
      .execute()
    for (const { key, value } of found) values.set(key, value!)
  }
  return values
}

function wholeHours(db: Reader, keywordId: number, code: number, hours: UnitSplit) {
  return db
    .selectFrom('facet_counts')
    .where('keyword_id', '=', keywordId)
    .where('facet', '=', code)
    .where('hour', '>=', hours.fromUnit)
    .where('hour', '<', hours.toUnit)
}
