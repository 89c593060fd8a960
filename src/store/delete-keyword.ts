/** Deleting a keyword: tracking stops at once; with purge its posts go, in short transactions so that writing goes on meanwhile. */
import type { KeywordId } from '../domain/ids.ts'
import { endDelivery } from './delivery-spans.ts'
import type { Dialect, Writer } from './dialects/dialect.ts'
import { findKeywordRow, type KeywordRow } from './keyword-row.ts'
import { purgeKeyword } from './purge-keyword.ts'

export async function deleteKeyword(
  dialect: Dialect,
  id: KeywordId,
  options: { purge: boolean },
): Promise<'deleted' | 'missing'> {
  const row = await dialect.transaction(async (trx) => {
    const found = await findKeywordRow(trx, id)
    if (found) await markDeleted(trx, found, await dialect.nowMs(trx), options.purge)
    return found
  })
  if (!row) return 'missing'
  if (options.purge) await purgeKeyword(dialect, row.id)
  return 'deleted'
}

/** The row stays, so that its history can be read and its number never comes again. */
async function markDeleted(
  trx: Writer,
  row: KeywordRow,
  nowMs: number,
  purge: boolean,
): Promise<void> {
  const version = row.version + 1
  await trx
    .updateTable('keywords')
    .set({
      query_hash: null,
      active: 0,
      version,
      updated_at: nowMs,
      deleted_at: nowMs,
      purge: purge ? 1 : 0,
    })
    .where('id', '=', row.id)
    .execute()
  await trx
    .updateTable('keyword_versions')
    .set({ to_at: nowMs })
    .where('keyword_id', '=', row.id)
    .where('to_at', 'is', null)
    .execute()
  await trx
    .insertInto('keyword_versions')
    .values({
      keyword_id: row.id,
      version,
      query: row.query,
      label: row.label,
      active: 0,
      networks: row.networks,
      from_at: nowMs,
      to_at: null,
      change: 'deleted',
    })
    .execute()
  await endDelivery(trx, { keywordId: row.id }, nowMs)
}
