import type { KeywordId } from '../domain/ids.ts'
import type { KeywordVersion } from '../domain/keyword.ts'
import { endDelivery } from './delivery-spans.ts'
import type { Dialect, Writer } from './dialects/dialect.ts'
import {
  decodeKeywords,
  decodeNetworks,
  encodeNetworks,
  findByQuery,
  findKeywordRow,
  hashQuery,
  type KeywordRow,
} from './keyword-row.ts'
import type { KeywordChange, KeywordWrite } from './store.ts'

/** Same query as another keyword: conflict. A change that changes nothing writes nothing. */
export async function updateKeyword(
  dialect: Dialect,
  id: KeywordId,
  change: KeywordChange,
): Promise<KeywordWrite> {
  return dialect.transaction(async (trx) => {
    const row = await findKeywordRow(trx, id)
    if (!row) return { kind: 'missing' }
    if (change.query !== undefined && change.query !== row.query) {
      const existingId = await findByQuery(trx, change.query)
      if (existingId !== null) return { kind: 'conflict', existingId }
    }
    const next = changedRow(row, change)
    const nowMs = await dialect.nowMs(trx)
    const isNewVersion =
      next.query !== row.query || next.active !== row.active || next.networks !== row.networks
    if (isNewVersion) await writeVersion(trx, row, next, nowMs)
    else if (next.label !== row.label) await writeLabel(trx, row, next.label)
    if (isNewVersion || next.label !== row.label) {
      await trx
        .updateTable('keywords')
        .set({
          ...next,
          query_hash: hashQuery(next.query),
          version: row.version + (isNewVersion ? 1 : 0),
          updated_at: nowMs,
        })
        .where('id', '=', row.id)
        .execute()
    }
    const [keyword] = await decodeKeywords(trx, [(await findKeywordRow(trx, id))!])
    return { kind: 'written', keyword: keyword! }
  })
}

type Changeable = Pick<KeywordRow, 'query' | 'label' | 'active' | 'networks'>

function changedRow(row: KeywordRow, change: KeywordChange): Changeable {
  return {
    query: change.query ?? row.query,
    label: change.label === undefined ? row.label : change.label,
    active: change.active === undefined ? row.active : change.active ? 1 : 0,
    networks: change.networks === undefined ? row.networks : encodeNetworks(change.networks),
  }
}

async function writeVersion(
  trx: Writer,
  row: KeywordRow,
  next: Changeable,
  nowMs: number,
): Promise<void> {
  const change: KeywordVersion['change'] =
    next.active === row.active ? 'edited' : next.active === 1 ? 'resumed' : 'paused'
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
      version: row.version + 1,
      ...next,
      from_at: nowMs,
      to_at: null,
      change,
    })
    .execute()
  await settleDeliveries(trx, row, next, nowMs)
}

/**
 * Paused, or no longer meant for a stream's network: delivery ends now. Edited: the network goes on delivering the old version
 * until it has taken the new one, so the span stays open and only the word changes.
 */
async function settleDeliveries(
  trx: Writer,
  row: KeywordRow,
  next: Changeable,
  nowMs: number,
): Promise<void> {
  if (next.active === 0) {
    await endDelivery(trx, { keywordId: row.id }, nowMs)
    return
  }
  const networks = decodeNetworks(next.networks)
  if (networks !== null) {
    const leaving = await trx
      .selectFrom('deliveries')
      .innerJoin('streams', 'streams.id', 'deliveries.stream_id')
      .select('streams.id')
      .where('deliveries.keyword_id', '=', row.id)
      .where('streams.network', 'not in', networks)
      .execute()
    for (const stream of leaving) {
      await endDelivery(trx, { keywordId: row.id, streamId: stream.id }, nowMs)
    }
  }
  await trx
    .updateTable('deliveries')
    .set({ status: 'pending', since: nowMs, problem: null })
    .where('keyword_id', '=', row.id)
    .execute()
}

/** The label is a note on the current version, not a version of its own. */
async function writeLabel(trx: Writer, row: KeywordRow, label: string | null): Promise<void> {
  await trx
    .updateTable('keyword_versions')
    .set({ label })
    .where('keyword_id', '=', row.id)
    .where('version', '=', row.version)
    .execute()
}
