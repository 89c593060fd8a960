/** The ends of a lease: given back by its holder, or taken from a process that is known to be dead. */
import { asStreamId, type ProcessId, type StreamId } from '../domain/ids.ts'
import { endDelivery } from './delivery-spans.ts'
import type { Dialect, Writer } from './dialects/dialect.ts'
import { writeMark } from './ledger.ts'
import { findStreamRow, type StreamRow } from './stream-row.ts'

/** No-op at another epoch, or when nobody holds the stream any more. */
export async function releaseStream(
  dialect: Dialect,
  id: StreamId,
  epoch: number,
  end: { state: 'stopped' | 'starting'; atMs: number; reason: string },
): Promise<void> {
  await dialect.transaction(async (trx) => {
    const row = await findStreamRow(trx, id)
    if (!row || row.epoch !== epoch || row.owner === null) return
    if (end.state === 'stopped') {
      await stopRow(trx, row, end.atMs, end.reason)
      return
    }
    await writeMark(trx, id, { atMs: end.atMs, state: 'gap', reason: end.reason })
    await trx
      .updateTable('streams')
      .set({
        owner: null,
        lease_expires_at: null,
        state: 'starting',
        since: end.atMs,
        posts_per_second: 0,
      })
      .where('id', '=', id)
      .execute()
  })
}

/** Confirms a stop: from here on no batch of this epoch commits (INV-4), the ledger says stopped, nothing is delivered. */
export async function stopRow(
  trx: Writer,
  row: StreamRow,
  atMs: number,
  reason: string,
): Promise<void> {
  await writeMark(trx, row.id, { atMs, state: 'stopped', reason })
  await endDelivery(trx, { streamId: row.id }, atMs)
  await trx
    .updateTable('streams')
    .set({
      owner: null,
      lease_expires_at: null,
      // What a dead holder has still under way is of an older epoch from now on, also after a new start.
      epoch: row.epoch + 1,
      state: 'stopped',
      since: atMs,
      // Why it stopped by itself stays readable; what ailed it before a person stopped it does not.
      problem: row.desired === 'stopped' ? null : row.problem,
      posts_per_second: 0,
    })
    .where('id', '=', row.id)
    .execute()
}

/**
 * Frees what a dead process held; answers those streams. The epoch stays: batches it handed over before it died still commit,
 * until somebody claims the stream. The ledger is left alone too: the next mark finds the gap since the last byte.
 */
export async function releaseProcess(
  dialect: Dialect,
  owner: ProcessId,
): Promise<readonly StreamId[]> {
  return dialect.transaction(async (trx) => {
    const rows = await trx
      .selectFrom('streams')
      .select('id')
      .where('owner', '=', owner)
      .orderBy('id')
      .execute()
    if (rows.length > 0) {
      await trx
        .updateTable('streams')
        .set({ owner: null, lease_expires_at: null, posts_per_second: 0 })
        .where('owner', '=', owner)
        .execute()
    }
    return rows.map((row) => asStreamId(row.id))
  })
}
