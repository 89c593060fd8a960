/** What a stream's batches say about the stream itself: cursor, counters, rejected lines, coverage. */
import type { Batch } from '../domain/batch.ts'
import type { Admission } from './admit-batches.ts'
import type { Writer } from './dialects/dialect.ts'
import { healInterval } from './heal-interval.ts'
import { applyHole, applyMark, extendLive, type LedgerRow } from './ledger-tail.ts'
import { readTail, writeTail } from './ledger.ts'

/** Newest lines kept per stream: enough to see what a network sends, never enough to fill a disk. */
export const MAX_REJECTS_PER_STREAM = 10_000
const REJECTS_PER_INSERT = 100

/** `storedOf`: new posts by batch. True when a state of the ledger began or a gap moved. */
export async function settleStream(
  trx: Writer,
  { stream, batches }: Admission,
  counts: { stored: number; duplicates: number },
  storedOf: (batch: Batch) => number,
): Promise<boolean> {
  const last = batches.at(-1)!
  const rejects = batches.flatMap((batch) => batch.rejects)
  const bytesAtMs = maxOf(batches.map((batch) => batch.coveredUntilMs))
  const heard = batches.filter((batch) => !batch.healing)
  const postAtMs = maxOf(heard.flatMap((batch) => batch.posts.at(-1)?.receivedAtMs ?? null))
  await trx
    .updateTable('streams')
    .set({
      last_batch_n: last.n,
      cursor: batches.findLast(({ cursor }) => cursor !== null)?.cursor ?? stream.cursor,
      received: stream.received + batches.reduce((sum, batch) => sum + batch.received, 0),
      stored: stream.stored + counts.stored,
      duplicates: stream.duplicates + counts.duplicates,
      rejected: stream.rejected + rejects.length,
      last_byte_at: maxOf([stream.last_byte_at, bytesAtMs]),
      last_post_at: maxOf([stream.last_post_at, postAtMs]),
      posts_per_second: last.postsPerSecond,
      lag_ms: batches.findLast((batch) => batch.lagMs !== null)?.lagMs ?? stream.lag_ms,
    })
    .where('id', '=', stream.id)
    .execute()
  await writeRejects(trx, stream.id, rejects)
  let hasHealed = false
  for (const batch of batches) {
    if (!batch.healing) continue
    if (await healInterval(trx, stream.id, batch.healing, storedOf(batch))) hasHealed = true
  }
  const before = await readTail(trx, stream.id)
  let tail: readonly LedgerRow[] = before
  let expectedN = stream.last_batch_n + 1
  for (const batch of batches) {
    // What healing found is no evidence that the connection was alive; a number missing before it is found by the next batch.
    if (batch.healing) {
      if (batch.n === expectedN) expectedN = batch.n + 1
      continue
    }
    tail = applyBatch(tail, batch, batch.n > expectedN)
    expectedN = batch.n + 1
  }
  const hasMoved = await writeTail(trx, stream.id, before, tail)
  return hasHealed || hasMoved
}

function applyBatch(
  tail: readonly LedgerRow[],
  batch: Batch,
  afterHole: boolean,
): readonly LedgerRow[] {
  let rows = tail
  if (afterHole) {
    const evidenceMs = oldestEvidenceMs(batch)
    if (evidenceMs !== null) rows = applyHole(rows, evidenceMs)
  }
  for (const mark of batch.coverage) {
    rows = applyMark(rows, mark)
    // `coveredUntilMs` speaks of the end of the batch only: what came before a mark in its middle is told by its lines.
    const heardMs = newestEvidenceUntil(batch, mark.atMs)
    if (heardMs !== null) rows = extendLive(rows, heardMs)
  }
  if (batch.coveredUntilMs !== null) rows = extendLive(rows, batch.coveredUntilMs)
  return rows
}

/** The earliest time this batch speaks of; null when it speaks of none. */
function oldestEvidenceMs(batch: Batch): number | null {
  const times = [
    batch.posts[0]?.receivedAtMs,
    batch.rejects[0]?.atMs,
    batch.coverage[0]?.atMs,
    batch.coveredUntilMs ?? undefined,
  ].filter((time) => time !== undefined)
  return times.length === 0 ? null : Math.min(...times)
}

function newestEvidenceUntil(batch: Batch, limitMs: number): number | null {
  const post = batch.posts.findLast(({ receivedAtMs }) => receivedAtMs <= limitMs)
  const reject = batch.rejects.findLast(({ atMs }) => atMs <= limitMs)
  return maxOf([post?.receivedAtMs ?? null, reject?.atMs ?? null])
}

async function writeRejects(
  trx: Writer,
  streamId: string,
  rejects: Batch['rejects'],
): Promise<void> {
  if (rejects.length === 0) return
  const kept = rejects.slice(-MAX_REJECTS_PER_STREAM)
  for (let start = 0; start < kept.length; start += REJECTS_PER_INSERT) {
    const rows = kept.slice(start, start + REJECTS_PER_INSERT).map((reject) => ({
      stream_id: streamId,
      at: reject.atMs,
      reason: reject.reason,
      raw: reject.raw,
      byte_length: reject.byteLength,
    }))
    await trx.insertInto('rejects').values(rows).execute()
  }
  const newestDropped = await trx
    .selectFrom('rejects')
    .select('id')
    .where('stream_id', '=', streamId)
    .orderBy('id', 'desc')
    .offset(MAX_REJECTS_PER_STREAM)
    .limit(1)
    .executeTakeFirst()
  if (!newestDropped) return
  await trx
    .deleteFrom('rejects')
    .where('stream_id', '=', streamId)
    .where('id', '<=', newestDropped.id)
    .execute()
}

function maxOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}
