import { asStreamId } from '../domain/ids.ts'
import type { Stream } from '../domain/stream.ts'
import type { Dialect, Reader } from './dialects/dialect.ts'
import { writeMark } from './ledger.ts'
import type { StreamInput } from './store.ts'
import { decodeStream, findStreamRow } from './stream-row.ts'

/** The stream begins stopped; its ledger begins now. */
export async function createStream(dialect: Dialect, input: StreamInput): Promise<Stream> {
  return dialect.transaction(async (trx) => {
    const nowMs = await dialect.nowMs(trx)
    const id = await freeId(trx, input.id)
    await trx
      .insertInto('streams')
      .values({
        id,
        name: input.name,
        network: input.network,
        kind: input.kind,
        sandbox: input.sandbox ? 1 : 0,
        settings: JSON.stringify(input.settings),
        token_sealed: input.token?.sealed ?? null,
        token_last4: input.token?.last4 ?? null,
        created_at: nowMs,
        desired: 'stopped',
        desired_at: nowMs,
        state: 'stopped',
        since: nowMs,
        owner: null,
        epoch: 0,
        lease_expires_at: null,
        last_batch_n: 0,
        cursor: null,
        last_byte_at: null,
        last_post_at: null,
        posts_per_second: 0,
        received: 0,
        stored: 0,
        duplicates: 0,
        rejected: 0,
        lag_ms: null,
        clock_skew_ms: null,
        connects: 0,
        problem: null,
      })
      .execute()
    await writeMark(trx, id, { atMs: nowMs, state: 'stopped', reason: 'created' })
    return decodeStream((await findStreamRow(trx, asStreamId(id)))!)
  })
}

/** `x`, or `x-2`, `x-3` … when it is taken. */
async function freeId(db: Reader, wanted: string): Promise<string> {
  const rows = await db
    .selectFrom('streams')
    .select('id')
    .where((eb) => eb.or([eb('id', '=', wanted), eb('id', 'like', `${wanted}-%`)]))
    .execute()
  const taken = new Set(rows.map((row) => row.id))
  if (!taken.has(wanted)) return wanted
  for (let suffix = 2; ; suffix++) {
    const id = `${wanted}-${suffix}`
    if (!taken.has(id)) return id
  }
}
