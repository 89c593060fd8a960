import type { StreamId } from '../domain/ids.ts'
import { endDelivery } from './delivery-spans.ts'
import type { Dialect } from './dialects/dialect.ts'
import { findStreamRow } from './stream-row.ts'

/** Only a stopped stream goes: a running one has a socket somewhere. Its posts stay. */
export async function deleteStream(
  dialect: Dialect,
  id: StreamId,
): Promise<'deleted' | 'missing' | 'not-stopped'> {
  return dialect.transaction(async (trx) => {
    const row = await findStreamRow(trx, id)
    if (!row) return 'missing'
    if (row.state !== 'stopped' || row.desired !== 'stopped') return 'not-stopped'
    await endDelivery(trx, { streamId: id }, await dialect.nowMs(trx))
    await trx.deleteFrom('delivery_spans').where('stream_id', '=', id).execute()
    await trx.deleteFrom('coverage_intervals').where('stream_id', '=', id).execute()
    await trx.deleteFrom('rejects').where('stream_id', '=', id).execute()
    await trx.deleteFrom('streams').where('id', '=', id).execute()
    return 'deleted'
  })
}
