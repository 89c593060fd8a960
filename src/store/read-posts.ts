/** Reading posts by key: one, its raw line, and the tail in the order of commits (INV-8). */
import type { Network, StoredPost } from '../domain/post.ts'
import type { Dialect } from './dialects/dialect.ts'
import { decodePost } from './post-row.ts'
import { readLine } from './raw-block.ts'

export async function readPost(
  dialect: Dialect,
  network: Network,
  id: string,
): Promise<StoredPost | null> {
  const row = await dialect.read
    .selectFrom('posts')
    .selectAll()
    .where('network', '=', network)
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? decodePost(row) : null
}

/** The payload as received; null when the post is not there or no raw line of it was kept. */
export async function readRaw(
  dialect: Dialect,
  network: Network,
  id: string,
): Promise<string | null> {
  // One statement: blocks are rewritten and joined while others read.
  const row = await dialect.read
    .selectFrom('posts')
    .innerJoin('raw_blocks', 'raw_blocks.id', 'posts.raw_block_id')
    .select(['raw_blocks.bytes', 'posts.raw_index'])
    .where('posts.network', '=', network)
    .where('posts.id', '=', id)
    .executeTakeFirst()
  if (!row || row.raw_index === null) return null
  return readLine(row.bytes, row.raw_index)
}

/** Posts with a higher seq, in order of seq. */
export async function readPostsAfter(
  dialect: Dialect,
  afterSeq: number,
  limit: number,
): Promise<readonly StoredPost[]> {
  const rows = await dialect.read
    .selectFrom('posts')
    .selectAll()
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(decodePost)
}

/** 0 in an empty database. */
export async function readLastSeq(dialect: Dialect): Promise<number> {
  const row = await dialect.read
    .selectFrom('posts')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst()
  return row?.seq ?? 0
}
