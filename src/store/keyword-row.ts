/** A keyword as a row of `keywords` and back, with its deliveries: one for each stream that could carry it. */
import { createHash } from 'node:crypto'

import type { Selectable } from 'kysely'

import { asStreamId, type KeywordId } from '../domain/ids.ts'
import type { Delivery, DeliveryStatus, Keyword } from '../domain/keyword.ts'
import type { Network } from '../domain/post.ts'
import type { Reader } from './dialects/dialect.ts'
import { keywordNumber, toKeywordId } from './post-row.ts'
import type { KeywordsTable } from './schema.ts'

export type KeywordRow = Selectable<KeywordsTable>

export function hashQuery(query: string): string {
  return createHash('sha256').update(query).digest('hex')
}

export function encodeNetworks(networks: readonly Network[] | null): string | null {
  return networks === null ? null : JSON.stringify(networks)
}

export function decodeNetworks(text: string | null): readonly Network[] | null {
  return text === null ? null : (JSON.parse(text) as Network[])
}

/** The row of a keyword that is not deleted. */
export async function findKeywordRow(db: Reader, id: KeywordId): Promise<KeywordRow | undefined> {
  const number = keywordNumber(id)
  if (number === null) return undefined
  return db
    .selectFrom('keywords')
    .selectAll()
    .where('id', '=', number)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
}

/** The keyword that is not deleted and has this query. */
export async function findByQuery(db: Reader, query: string): Promise<KeywordId | null> {
  const row = await db
    .selectFrom('keywords')
    .select('id')
    .where('query_hash', '=', hashQuery(query))
    .executeTakeFirst()
  return row ? toKeywordId(row.id) : null
}

/** Keywords of these rows, in their order, with what each stream says about them. */
export async function decodeKeywords(db: Reader, rows: readonly KeywordRow[]): Promise<Keyword[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const streams = await db
    .selectFrom('streams')
    .select(['id', 'network', 'desired'])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const deliveries = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('keyword_id', 'in', ids)
    .execute()
  const byKey = new Map(deliveries.map((row) => [`${row.keyword_id} ${row.stream_id}`, row]))
  return rows.map((row) => {
    const networks = decodeNetworks(row.networks)
    const delivery: Delivery[] = []
    for (const stream of streams) {
      if (networks !== null && !networks.includes(stream.network as Network)) continue
      const known = byKey.get(`${row.id} ${stream.id}`)
      // Nothing reported yet: a running stream will take it up, a stopped one will not.
      const unreported = row.active === 1 && stream.desired === 'running' ? 'pending' : 'stopped'
      delivery.push({
        streamId: asStreamId(stream.id),
        status: (known?.status as DeliveryStatus | undefined) ?? unreported,
        sinceMs: known?.since ?? null,
        problem: known?.problem ?? null,
      })
    }
    return { ...decodeKeyword(row), delivery }
  })
}

function decodeKeyword(row: KeywordRow): Omit<Keyword, 'delivery'> {
  return {
    id: toKeywordId(row.id),
    query: row.query,
    label: row.label,
    active: row.active === 1,
    networks: decodeNetworks(row.networks),
    version: row.version,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
    postCount: row.post_count,
    lastPostAtMs: row.last_post_at,
  }
}
