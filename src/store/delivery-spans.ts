/** From when to when a stream delivered a keyword: what the coverage of a keyword is made of. */
import type { Writer } from './dialects/dialect.ts'

export async function openSpan(
  trx: Writer,
  span: { keywordId: number; streamId: string; version: number },
  atMs: number,
): Promise<void> {
  // Closed and opened again within a millisecond: one span that goes on.
  const reopened = await trx
    .updateTable('delivery_spans')
    .set({ to_at: null, version: span.version })
    .where('keyword_id', '=', span.keywordId)
    .where('stream_id', '=', span.streamId)
    .where('from_at', '=', atMs)
    .executeTakeFirst()
  if (reopened.numUpdatedRows > 0n) return
  await trx
    .insertInto('delivery_spans')
    .values({
      keyword_id: span.keywordId,
      stream_id: span.streamId,
      version: span.version,
      from_at: atMs,
      to_at: null,
    })
    .execute()
}

/** Closes what is open of a keyword, a stream, or one on the other. */
export async function closeSpans(
  trx: Writer,
  of: { keywordId?: number; streamId?: string },
  atMs: number,
): Promise<void> {
  let update = trx
    .updateTable('delivery_spans')
    .set((eb) => ({
      // A clock set back must not make a span end before it began.
      to_at: eb.case().when('from_at', '>', atMs).then(eb.ref('from_at')).else(atMs).end(),
    }))
    .where('to_at', 'is', null)
  if (of.keywordId !== undefined) update = update.where('keyword_id', '=', of.keywordId)
  if (of.streamId !== undefined) update = update.where('stream_id', '=', of.streamId)
  await update.execute()
}

/** Closes the spans and forgets what streams reported: nothing is delivered until they report again. */
export async function endDelivery(
  trx: Writer,
  of: { keywordId?: number; streamId?: string },
  atMs: number,
): Promise<void> {
  await closeSpans(trx, of, atMs)
  let remove = trx.deleteFrom('deliveries')
  if (of.keywordId !== undefined) remove = remove.where('keyword_id', '=', of.keywordId)
  if (of.streamId !== undefined) remove = remove.where('stream_id', '=', of.streamId)
  await remove.execute()
}
