/**
 * Gaps that are over, oldest first, each with the keywords that were being delivered in it. A gap in which none was is not
 * among them: nothing was asked of the stream then, so nothing is missing and there is nothing to search for.
 */
import type { ClosedGap, GapKeyword, Span } from '../domain/coverage.ts'
import type { StreamId } from '../domain/ids.ts'
import type { Dialect, Reader } from './dialects/dialect.ts'
import { toKeywordId } from './post-row.ts'

/** A ledger with more of them is healed part by part. */
const MAX_GAPS = 200

/** Those that end after `endsAfterMs`. */
export async function listGaps(
  dialect: Dialect,
  streamId: StreamId,
  endsAfterMs: number,
): Promise<readonly ClosedGap[]> {
  return dialect.snapshot(async (db) => {
    const rows = await db
      .selectFrom('coverage_intervals')
      .select(['from_at', 'to_at'])
      .where('stream_id', '=', streamId)
      .where('state', '=', 'gap')
      .where('to_at', '>', endsAfterMs)
      .where((gap) =>
        gap.exists(
          gap
            .selectFrom('delivery_spans as span')
            .select('span.from_at')
            .where('span.stream_id', '=', streamId)
            .whereRef('span.from_at', '<', 'coverage_intervals.to_at')
            .where((eb) =>
              eb.or([
                eb('span.to_at', 'is', null),
                eb('span.to_at', '>', eb.ref('coverage_intervals.from_at')),
              ]),
            ),
        ),
      )
      .orderBy('from_at')
      .limit(MAX_GAPS)
      .execute()
    const gaps: ClosedGap[] = []
    for (const { from_at: fromMs, to_at } of rows) {
      const gap = { fromMs, toMs: to_at! }
      const keywords = await readKeywords(db, streamId, gap)
      if (keywords.length > 0) gaps.push({ ...gap, keywords })
    }
    return gaps
  })
}

async function readKeywords(db: Reader, streamId: StreamId, gap: Span): Promise<GapKeyword[]> {
  const rows = await db
    .selectFrom('delivery_spans as span')
    .innerJoin('keywords as keyword', 'keyword.id', 'span.keyword_id')
    .innerJoin('keyword_versions as version', (join) =>
      join
        .onRef('version.keyword_id', '=', 'span.keyword_id')
        .onRef('version.version', '=', 'span.version'),
    )
    .select(['span.keyword_id', 'span.version', 'version.query', 'span.from_at', 'span.to_at'])
    .where('span.stream_id', '=', streamId)
    .where('span.from_at', '<', gap.toMs)
    .where((eb) => eb.or([eb('span.to_at', 'is', null), eb('span.to_at', '>', gap.fromMs)]))
    .where('keyword.deleted_at', 'is', null)
    .orderBy('span.keyword_id')
    .orderBy('span.from_at')
    .execute()
  const byVersion = Map.groupBy(rows, (row) => `${row.keyword_id} ${row.version}`)
  return [...byVersion.values()].map((spans) => ({
    id: toKeywordId(spans[0]!.keyword_id),
    version: spans[0]!.version,
    query: spans[0]!.query,
    spans: spans.map((row) => ({ fromMs: row.from_at, toMs: row.to_at ?? Infinity })),
  }))
}
