import type { StreamId } from '../domain/ids.ts'
import type { Stream } from '../domain/stream.ts'
import type { Dialect } from './dialects/dialect.ts'
import type { StreamChange } from './store.ts'
import { decodeStream, findStreamRow } from './stream-row.ts'

/** Null when there is no such stream. */
export async function updateStream(
  dialect: Dialect,
  id: StreamId,
  change: StreamChange,
): Promise<Stream | null> {
  return dialect.transaction(async (trx) => {
    const row = await findStreamRow(trx, id)
    if (!row) return null
    const { name, settings, token } = change
    await trx
      .updateTable('streams')
      .set({
        name: name ?? row.name,
        settings: settings === undefined ? row.settings : JSON.stringify(settings),
        token_sealed: token === undefined ? row.token_sealed : (token?.sealed ?? null),
        token_last4: token === undefined ? row.token_last4 : (token?.last4 ?? null),
      })
      .where('id', '=', id)
      .execute()
    return decodeStream((await findStreamRow(trx, id))!)
  })
}
