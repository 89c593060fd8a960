import type { StreamId } from '../domain/ids.ts'
import type { Stream } from '../domain/stream.ts'
import type { Dialect } from './dialects/dialect.ts'
import { decodeStream, findStreamRow } from './stream-row.ts'

/** In the order they were made. */
export async function listStreams(dialect: Dialect): Promise<readonly Stream[]> {
  const rows = await dialect.read
    .selectFrom('streams')
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(decodeStream)
}

export async function readStream(dialect: Dialect, id: StreamId): Promise<Stream | null> {
  const row = await findStreamRow(dialect.read, id)
  return row ? decodeStream(row) : null
}

export async function readSealedToken(dialect: Dialect, id: StreamId): Promise<string | null> {
  return (await findStreamRow(dialect.read, id))?.token_sealed ?? null
}
