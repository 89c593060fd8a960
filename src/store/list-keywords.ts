/** Reading keywords: a page of them in the order they were made, one, its history, and what collectors need. */
import type { KeywordId } from '../domain/ids.ts'
import type { ActiveKeyword, Keyword, KeywordVersion } from '../domain/keyword.ts'
import type { Network } from '../domain/post.ts'
import type { Dialect } from './dialects/dialect.ts'
import { decodeKeywords, decodeNetworks, findKeywordRow } from './keyword-row.ts'
import { decodeCursor, encodeCursor } from './page-cursor.ts'
import { keywordNumber, toKeywordId } from './post-row.ts'
import type { Page } from './store.ts'

export async function listKeywords(
  dialect: Dialect,
  page: { limit: number; cursor: string | null },
): Promise<Page<Keyword>> {
  const afterId = page.cursor === null ? 0 : decodeCursor(page.cursor, 1)[0]!
  return dialect.snapshot(async (db) => {
    const rows = await db
      .selectFrom('keywords')
      .selectAll()
      .where('deleted_at', 'is', null)
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(page.limit + 1)
      .execute()
    const shown = rows.slice(0, page.limit)
    const nextCursor = rows.length > page.limit ? encodeCursor([shown.at(-1)!.id]) : null
    return { data: await decodeKeywords(db, shown), nextCursor }
  })
}

export async function readKeyword(dialect: Dialect, id: KeywordId): Promise<Keyword | null> {
  return dialect.snapshot(async (db) => {
    const row = await findKeywordRow(db, id)
    if (!row) return null
    const [keyword] = await decodeKeywords(db, [row])
    return keyword ?? null
  })
}

export async function readKeywordHistory(
  dialect: Dialect,
  id: KeywordId,
): Promise<readonly KeywordVersion[] | null> {
  const number = keywordNumber(id)
  if (number === null) return null
  const rows = await dialect.read
    .selectFrom('keyword_versions')
    .selectAll()
    .where('keyword_id', '=', number)
    .orderBy('version', 'desc')
    .execute()
  if (rows.length === 0) return null
  return rows.map((row) => ({
    version: row.version,
    query: row.query,
    label: row.label,
    active: row.active === 1,
    networks: decodeNetworks(row.networks),
    fromMs: row.from_at,
    toMs: row.to_at,
    change: row.change as KeywordVersion['change'],
  }))
}

export async function listActiveKeywords(
  dialect: Dialect,
  network: Network,
): Promise<readonly ActiveKeyword[]> {
  const rows = await dialect.read
    .selectFrom('keywords')
    .select(['id', 'version', 'query', 'networks'])
    .where('deleted_at', 'is', null)
    .where('active', '=', 1)
    .orderBy('id')
    .execute()
  return rows
    .filter((row) => decodeNetworks(row.networks)?.includes(network) ?? true)
    .map(({ id, version, query }) => ({ id: toKeywordId(id), version, query }))
}
