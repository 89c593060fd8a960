/**
 * Posts newest first by (createdAt, seq), filtered, by pages of keys. By keyword and time alone
 * the order is read from the page's beginning; for anything else search-posts.ts finds which posts they are.
 */
import type { StoredPost } from '../domain/post.ts'
import { parseSearchQuery } from '../domain/search-query.ts'
import type { Dialect } from './dialects/dialect.ts'
import { decodeCursor, pageOf } from './page-cursor.ts'
import { decodePost, keywordNumber } from './post-row.ts'
import { readsRows, selectPosts, type Place } from './select-posts.ts'
import { searchPosts } from './search-posts.ts'
import type { Page, PostFilter } from './store.ts'

export async function listPosts(
  dialect: Dialect,
  filter: PostFilter,
  page: { limit: number; cursor: string | null },
): Promise<Page<StoredPost>> {
  const after = page.cursor === null ? null : decodePlace(page.cursor)
  if (filter.keywordId !== undefined && keywordNumber(filter.keywordId) === null) {
    return { data: [], nextCursor: null }
  }
  const search = filter.q === undefined ? null : parseSearchQuery(filter.q)
  const limit = page.limit + 1
  const rows =
    search === null && !readsRows(filter)
      ? await selectPosts(dialect.read, filter, after).selectAll('posts').limit(limit).execute()
      : await searchPosts(dialect, filter, search, after, limit)
  return pageOf(
    rows,
    page.limit,
    (row) => [row.created_at, row.seq],
    (shown) => shown.map(decodePost),
  )
}

function decodePlace(cursor: string): Place {
  const [createdAtMs, seq] = decodeCursor(cursor, 2)
  return { createdAtMs: createdAtMs!, seq: seq! }
}
