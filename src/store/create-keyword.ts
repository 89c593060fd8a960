import type { Dialect } from './dialects/dialect.ts'
import {
  decodeKeywords,
  encodeNetworks,
  findByQuery,
  findKeywordRow,
  hashQuery,
} from './keyword-row.ts'
import type { KeywordInput, KeywordWrite } from './store.ts'

export async function createKeyword(dialect: Dialect, input: KeywordInput): Promise<KeywordWrite> {
  return dialect.transaction(async (trx) => {
    const existingId = await findByQuery(trx, input.query)
    if (existingId !== null) return { kind: 'conflict', existingId }
    const nowMs = await dialect.nowMs(trx)
    const networks = encodeNetworks(input.networks)
    await trx
      .insertInto('keywords')
      .values({
        query: input.query,
        query_hash: hashQuery(input.query),
        label: input.label,
        active: 1,
        networks,
        version: 1,
        created_at: nowMs,
        updated_at: nowMs,
        deleted_at: null,
        purge: 0,
        post_count: 0,
        last_post_at: null,
      })
      .execute()
    const id = (await findByQuery(trx, input.query))!
    await trx
      .insertInto('keyword_versions')
      .values({
        keyword_id: Number(id),
        version: 1,
        query: input.query,
        label: input.label,
        active: 1,
        networks,
        from_at: nowMs,
        to_at: null,
        change: 'created',
      })
      .execute()
    const row = await findKeywordRow(trx, id)
    const [keyword] = await decodeKeywords(trx, [row!])
    return { kind: 'written', keyword: keyword! }
  })
}
