/** When a keyword was covered: some stream delivered it, and that stream was live, or its gap was healed. */
import {
  coveredRatio,
  intersectSpans,
  uniteSpans,
  type CoverageInterval,
  type Span,
} from '../domain/coverage.ts'
import type { KeywordId } from '../domain/ids.ts'
import type { Reader } from './dialects/dialect.ts'
import { toKeywordId } from './post-row.ts'
import { readIntervals, type CoverageRange } from './read-coverage.ts'

/** Sorted, without overlaps, all before now. */
export async function readKeywordCoverage(
  db: Reader,
  keywordId: number,
  range: CoverageRange,
): Promise<Span[]> {
  const rows = await db
    .selectFrom('delivery_spans')
    .select(['stream_id', 'from_at', 'to_at'])
    .where('keyword_id', '=', keywordId)
    .where('from_at', '<', range.toMs)
    .where((eb) => eb.or([eb('to_at', 'is', null), eb('to_at', '>', range.fromMs)]))
    .execute()
  if (rows.length === 0) return []
  const delivered = Map.groupBy(rows, (row) => row.stream_id)
  const heard = Map.groupBy(
    await readIntervals(db, null, range),
    ({ streamId }) => streamId as string,
  )
  const spans: Span[] = []
  for (const [streamId, streamRows] of delivered) {
    const deliverySpans = uniteSpans(
      streamRows.map((row) => ({ fromMs: row.from_at, toMs: row.to_at ?? range.nowMs })),
    )
    const intervals = heard.get(streamId) ?? []
    spans.push(...intersectSpans(deliverySpans, heardSpans(intervals, toKeywordId(keywordId))))
  }
  return uniteSpans(spans)
}

/**
 * For each bucket beginning at `starts` (rising, `bucketMs` long): which part of it was covered, of that part of the bucket that lies
 * in the range and is past. 0 for a bucket that has not begun.
 */
export function bucketCoverage(
  spans: readonly Span[],
  starts: readonly number[],
  bucketMs: number,
  { fromMs, toMs, nowMs }: CoverageRange,
): number[] {
  let first = 0
  return starts.map((start) => {
    const from = Math.max(start, fromMs)
    const to = Math.min(start + bucketMs, toMs, nowMs)
    while (first < spans.length && spans[first]!.toMs <= from) first++
    let end = first
    while (end < spans.length && spans[end]!.fromMs < to) end++
    return coveredRatio(spans.slice(first, end), from, to)
  })
}

function heardSpans(intervals: readonly CoverageInterval[], keywordId: KeywordId): Span[] {
  return uniteSpans(intervals.filter((interval) => isHeard(interval, keywordId)))
}

/** Healing that could not ask for the keyword has healed nothing of it. */
function isHeard({ state, healing }: CoverageInterval, keywordId: KeywordId): boolean {
  if (state !== 'healed') return state === 'live'
  return !healing?.leftOut.some((leftOut) => leftOut.keywordId === keywordId)
}
