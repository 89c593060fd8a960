import { asStreamId, type ProcessId, type StreamId } from '../domain/ids.ts'
import type { Dialect } from './dialects/dialect.ts'

/** Answers the streams whose leases were extended; whoever misses one has lost it. A lease that ran out and was not claimed is still its owner's. */
export async function renewLeases(
  dialect: Dialect,
  owner: ProcessId,
  held: readonly { id: StreamId; epoch: number }[],
  ttlMs: number,
): Promise<readonly StreamId[]> {
  if (held.length === 0) return []
  return dialect.transaction(async (trx) => {
    const nowMs = await dialect.nowMs(trx)
    const rows = await trx
      .selectFrom('streams')
      .select(['id', 'epoch'])
      .where('owner', '=', owner)
      .execute()
    const epochs = new Map(rows.map((row) => [row.id, row.epoch]))
    const renewed = held.filter(({ id, epoch }) => epochs.get(id) === epoch).map(({ id }) => id)
    if (renewed.length > 0) {
      await trx
        .updateTable('streams')
        .set({ lease_expires_at: nowMs + ttlMs })
        .where('id', 'in', renewed)
        .execute()
    }
    return renewed.map((id) => asStreamId(id))
  })
}
