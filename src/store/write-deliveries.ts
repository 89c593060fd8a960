import type { KeywordId, StreamId } from '../domain/ids.ts'
import type { DeliveryStatus } from '../domain/keyword.ts'
import { closeSpans, openSpan } from './delivery-spans.ts'
import type { Dialect, Writer } from './dialects/dialect.ts'
import { keywordNumber } from './post-row.ts'
import { requireHeld } from './stream-row.ts'

interface Report {
  readonly keywordId: KeywordId
  readonly version: number
  readonly status: DeliveryStatus
  readonly problem: string | null
}

/** What `reports` does not name is no longer delivered. StaleEpochError (INV-3). */
export async function writeDeliveries(
  dialect: Dialect,
  streamId: StreamId,
  epoch: number,
  atMs: number,
  reports: readonly Report[],
): Promise<void> {
  await dialect.transaction(async (trx) => {
    await requireHeld(trx, streamId, epoch)
    const open = await trx
      .selectFrom('delivery_spans')
      .select(['keyword_id', 'version'])
      .where('stream_id', '=', streamId)
      .where('to_at', 'is', null)
      .execute()
    const openVersions = new Map(open.map((span) => [span.keyword_id, span.version]))
    const wanted = await existing(trx, reports)
    for (const [keywordId, version] of openVersions) {
      const report = wanted.get(keywordId)
      if (report?.status !== 'live' || report.version !== version) {
        await closeSpans(trx, { keywordId, streamId }, atMs)
      }
    }
    for (const [keywordId, { status, version }] of wanted) {
      if (status === 'live' && openVersions.get(keywordId) !== version) {
        await openSpan(trx, { keywordId, streamId, version }, atMs)
      }
    }
    await replaceRows(trx, streamId, wanted, atMs)
  })
}

/** Reports on keywords that are not deleted, by number: one that is gone meanwhile is passed over. */
async function existing(trx: Writer, reports: readonly Report[]): Promise<Map<number, Report>> {
  const rows = await trx
    .selectFrom('keywords')
    .select('id')
    .where('deleted_at', 'is', null)
    .execute()
  const known = new Set(rows.map((row) => row.id))
  const wanted = new Map<number, Report>()
  for (const report of reports) {
    const number = keywordNumber(report.keywordId)
    if (number !== null && known.has(number)) wanted.set(number, report)
  }
  return wanted
}

async function replaceRows(
  trx: Writer,
  streamId: StreamId,
  wanted: ReadonlyMap<number, Report>,
  atMs: number,
): Promise<void> {
  const rows = await trx
    .selectFrom('deliveries')
    .selectAll()
    .where('stream_id', '=', streamId)
    .execute()
  const before = new Map(rows.map((row) => [row.keyword_id, row]))
  for (const row of rows) {
    if (wanted.has(row.keyword_id)) continue
    await trx
      .deleteFrom('deliveries')
      .where('stream_id', '=', streamId)
      .where('keyword_id', '=', row.keyword_id)
      .execute()
  }
  for (const [keywordId, { version, status, problem }] of wanted) {
    const old = before.get(keywordId)
    const isSame = old?.status === status && old.version === version
    if (isSame && old.problem === problem) continue
    const row = { version, status, problem, since: isSame ? old.since : atMs }
    if (old) {
      await trx
        .updateTable('deliveries')
        .set(row)
        .where('stream_id', '=', streamId)
        .where('keyword_id', '=', keywordId)
        .execute()
    } else {
      await trx
        .insertInto('deliveries')
        .values({ stream_id: streamId, keyword_id: keywordId, ...row })
        .execute()
    }
  }
}
