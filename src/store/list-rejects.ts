import type { BatchReject } from '../domain/batch.ts'
import type { StreamId } from '../domain/ids.ts'
import type { Dialect } from './dialects/dialect.ts'
import { decodeCursor, pageOf } from './page-cursor.ts'
import type { Page } from './store.ts'

/** Lines of a stream that could not be read, newest first. */
export async function listRejects(
  dialect: Dialect,
  streamId: StreamId,
  page: { limit: number; cursor: string | null },
): Promise<Page<BatchReject>> {
  let query = dialect.read.selectFrom('rejects').selectAll().where('stream_id', '=', streamId)
  if (page.cursor !== null) query = query.where('id', '<', decodeCursor(page.cursor, 1)[0]!)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
  return pageOf(
    rows,
    page.limit,
    (row) => [row.id],
    (shown) =>
      shown.map((row) => ({
        reason: row.reason,
        atMs: row.at,
        raw: row.raw,
        byteLength: row.byte_length,
      })),
  )
}
