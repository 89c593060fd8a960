import type { CoverageMark } from '../domain/coverage.ts'
import type { StreamId } from '../domain/ids.ts'
import type { StreamStatus } from '../domain/stream.ts'
import type { Dialect } from './dialects/dialect.ts'
import { writeMark } from './ledger.ts'
import { requireHeld } from './stream-row.ts'

/** StaleEpochError (INV-3). `since` moves only when the state changes. */
export async function writeStreamStatus(
  dialect: Dialect,
  id: StreamId,
  epoch: number,
  status: StreamStatus,
  atMs: number,
): Promise<void> {
  await dialect.transaction(async (trx) => {
    const row = await requireHeld(trx, id, epoch)
    // A stop that was asked for is not taken back by a report that crossed it.
    const isStopping = row.desired === 'stopped' && row.state === 'stopping'
    const state = isStopping && status.state !== 'stopped' ? 'stopping' : status.state
    await trx
      .updateTable('streams')
      .set({
        state,
        since: state === row.state ? row.since : atMs,
        problem: status.problem === null ? null : JSON.stringify(status.problem),
        clock_skew_ms: status.clockSkewMs ?? row.clock_skew_ms,
        connects: row.connects + status.newConnects,
        ...(state === 'live' ? {} : { posts_per_second: 0 }),
      })
      .where('id', '=', id)
      .execute()
  })
}

/** StaleEpochError (INV-3). */
export async function markCoverage(
  dialect: Dialect,
  id: StreamId,
  epoch: number,
  mark: CoverageMark,
): Promise<void> {
  await dialect.transaction(async (trx) => {
    await requireHeld(trx, id, epoch)
    await writeMark(trx, id, mark)
  })
}
