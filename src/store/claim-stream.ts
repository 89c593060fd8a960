import type { ProcessId, StreamId } from '../domain/ids.ts'
import type { Dialect } from './dialects/dialect.ts'
import type { Claim } from './store.ts'
import { decodeStream, findStreamRow } from './stream-row.ts'

/** Null when somebody else holds the stream, or there is none. Every claim raises the epoch (INV-3). */
export async function claimStream(
  dialect: Dialect,
  id: StreamId,
  owner: ProcessId,
  ttlMs: number,
): Promise<Claim | null> {
  return dialect.transaction(async (trx) => {
    const nowMs = await dialect.nowMs(trx)
    const { numUpdatedRows } = await trx
      .updateTable('streams')
      .set((eb) => ({
        owner,
        epoch: eb('epoch', '+', 1),
        lease_expires_at: nowMs + ttlMs,
        // Batches are numbered from 1 in each epoch.
        last_batch_n: 0,
      }))
      .where('id', '=', id)
      .where((eb) =>
        eb.or([
          eb('owner', 'is', null),
          eb('owner', '=', owner),
          eb('lease_expires_at', '<=', nowMs),
        ]),
      )
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return null
    const row = await findStreamRow(trx, id)
    return { stream: decodeStream(row!), sealedToken: row!.token_sealed }
  })
}
