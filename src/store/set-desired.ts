import type { StreamId } from '../domain/ids.ts'
import type { Stream } from '../domain/stream.ts'
import type { Dialect, Writer } from './dialects/dialect.ts'
import { stopRow } from './release-stream.ts'
import { writeMark } from './ledger.ts'
import { decodeStream, findStreamRow, type StreamRow } from './stream-row.ts'

/** Null when there is no such stream. Asking again for what is already wanted writes only when it was asked. */
export async function setDesired(
  dialect: Dialect,
  id: StreamId,
  desired: 'running' | 'stopped',
  atMs: number,
): Promise<Stream | null> {
  return dialect.transaction(async (trx) => {
    const row = await findStreamRow(trx, id)
    if (!row) return null
    if (desired === 'running') await wantRunning(trx, row, atMs)
    else await wantStopped(trx, row, atMs)
    return decodeStream((await findStreamRow(trx, id))!)
  })
}

async function wantRunning(trx: Writer, row: StreamRow, atMs: number): Promise<void> {
  if (row.desired === 'running') {
    // Said again, it means "try now" to whoever holds the stream.
    await trx.updateTable('streams').set({ desired_at: atMs }).where('id', '=', row.id).execute()
    return
  }
  // From now on it is to run, and nothing is heard until bytes arrive (INV-5).
  const isIdle = row.state === 'stopped'
  if (isIdle) await writeMark(trx, row.id, { atMs, state: 'gap', reason: 'starting' })
  await trx
    .updateTable('streams')
    .set({
      desired: 'running',
      desired_at: atMs,
      problem: null,
      ...(isIdle ? { state: 'starting', since: atMs } : {}),
    })
    .where('id', '=', row.id)
    .execute()
}

async function wantStopped(trx: Writer, row: StreamRow, atMs: number): Promise<void> {
  await trx
    .updateTable('streams')
    .set({ desired: 'stopped', desired_at: atMs })
    .where('id', '=', row.id)
    .execute()
  if (row.state === 'stopped') return
  if (row.owner === null) {
    // Nobody holds it: no socket is open, the stop is true at once (INV-4).
    await stopRow(trx, { ...row, desired: 'stopped' }, atMs, 'requested')
  } else if (row.state !== 'stopping') {
    await trx
      .updateTable('streams')
      .set({ state: 'stopping', since: atMs })
      .where('id', '=', row.id)
      .execute()
  }
}
