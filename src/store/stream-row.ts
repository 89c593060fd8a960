/** A stream as a row of `streams` and back. The sealed token never leaves through here (INV-10). */
import type { Selectable } from 'kysely'

import { asProcessId, asStreamId, type StreamId } from '../domain/ids.ts'
import type { Network } from '../domain/post.ts'
import type {
  Stream,
  StreamKind,
  StreamProblem,
  StreamSettings,
  StreamState,
} from '../domain/stream.ts'
import type { Reader } from './dialects/dialect.ts'
import type { StreamsTable } from './schema.ts'
import { StaleEpochError } from './store.ts'

export type StreamRow = Selectable<StreamsTable>

export function decodeStream(row: StreamRow): Stream {
  return {
    id: asStreamId(row.id),
    name: row.name,
    network: row.network as Network,
    kind: row.kind as StreamKind,
    sandbox: row.sandbox === 1,
    settings: JSON.parse(row.settings) as StreamSettings,
    tokenLast4: row.token_last4,
    desired: row.desired as 'running' | 'stopped',
    desiredAtMs: row.desired_at,
    state: row.state as StreamState,
    sinceMs: row.since,
    owner: row.owner === null ? null : asProcessId(row.owner),
    epoch: row.epoch,
    leaseExpiresAtMs: row.lease_expires_at,
    lastByteAtMs: row.last_byte_at,
    lastPostAtMs: row.last_post_at,
    postsPerSecond: row.posts_per_second,
    received: row.received,
    stored: row.stored,
    duplicates: row.duplicates,
    rejected: row.rejected,
    lagMs: row.lag_ms,
    clockSkewMs: row.clock_skew_ms,
    connects: row.connects,
    cursor: row.cursor,
    problem: row.problem === null ? null : (JSON.parse(row.problem) as StreamProblem),
  }
}

export async function findStreamRow(db: Reader, id: StreamId): Promise<StreamRow | undefined> {
  return db.selectFrom('streams').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The row, when `epoch` still holds the stream; StaleEpochError otherwise (INV-3). To be called inside the writing transaction. */
export async function requireHeld(trx: Reader, id: StreamId, epoch: number): Promise<StreamRow> {
  const row = await findStreamRow(trx, id)
  if (!row || row.epoch !== epoch || row.owner === null) {
    throw new StaleEpochError(
      `Stream ${id} is no longer held at epoch ${epoch}` +
        (row ? ` (now ${row.epoch}${row.owner === null ? ', unowned' : ''}).` : ': it is gone.'),
    )
  }
  return row
}
