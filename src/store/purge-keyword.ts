/**
 * Removes what only one deleted keyword brought: posts, raw lines, search entries, matches, counts. Posts that another keyword
 * matched stay and forget this one. In steps: each is a short transaction that leaves everything consistent, and a purge
 * that was cut off goes on where it stopped. Scrubbing the file of what was freed follows in scrub.ts.
 */
import { setTimeout as delay } from 'node:timers/promises'

import type { Dialect, Writer } from './dialects/dialect.ts'
import { splitKeywordIds } from './post-row.ts'
import { packLines, unpackLines } from './raw-block.ts'

const POSTS_PER_STEP = 500
/** Between steps, for those who wait for the lock. */
const STEP_GAP_MS = 2
/** As `keywords.purge` says it: posts are being removed · they are gone · nothing of them is left in the file either. */
export const PURGING = 1
export const PURGED = 2
export const SCRUBBED = 3

interface MatchedPost {
  readonly seq: number
  readonly created_at: number
  readonly keyword_ids: string
  readonly raw_block_id: number | null
  readonly raw_index: number | null
}

/** The keyword must be deleted already. */
export async function purgeKeyword(dialect: Dialect, keywordId: number): Promise<void> {
  while (await purgeStep(dialect, keywordId)) await delay(STEP_GAP_MS)
  await dialect.transaction(async (trx) => {
    await trx.deleteFrom('minute_counts').where('keyword_id', '=', keywordId).execute()
    await trx.deleteFrom('facet_counts').where('keyword_id', '=', keywordId).execute()
    await trx
      .updateTable('keywords')
      .set({ purge: PURGED, post_count: 0, last_post_at: null })
      .where('id', '=', keywordId)
      .execute()
  })
}

/** Goes on with purges that a crash cut off; answers how many keywords. */
export async function resumePurges(dialect: Dialect): Promise<number> {
  const rows = await dialect.read
    .selectFrom('keywords')
    .select('id')
    .where('purge', '=', PURGING)
    .execute()
  for (const { id } of rows) await purgeKeyword(dialect, id)
  return rows.length
}

/** True while there may be more. */
async function purgeStep(dialect: Dialect, keywordId: number): Promise<boolean> {
  return dialect.transaction(async (trx) => {
    const posts = await trx
      .selectFrom('matches')
      .innerJoin('posts', 'posts.seq', 'matches.seq')
      .select([
        'matches.seq',
        'matches.created_at',
        'posts.keyword_ids',
        'posts.raw_block_id',
        'posts.raw_index',
      ])
      .where('matches.keyword_id', '=', keywordId)
      .orderBy('matches.created_at')
      .limit(POSTS_PER_STEP)
      .execute()
    const removed: MatchedPost[] = []
    for (const post of posts) {
      const others = splitKeywordIds(post.keyword_ids).filter((id) => id !== keywordId)
      if (others.length === 0) removed.push(post)
      else await forgetKeyword(trx, post.seq, others)
      await trx
        .deleteFrom('matches')
        .where('keyword_id', '=', keywordId)
        .where('created_at', '=', post.created_at)
        .where('seq', '=', post.seq)
        .execute()
    }
    await removePosts(dialect, trx, removed)
    return posts.length === POSTS_PER_STEP
  })
}

async function forgetKeyword(trx: Writer, seq: number, others: readonly number[]): Promise<void> {
  await trx
    .updateTable('posts')
    .set({ keyword_ids: others.join(',') })
    .where('seq', '=', seq)
    .execute()
}

async function removePosts(
  dialect: Dialect,
  trx: Writer,
  posts: readonly MatchedPost[],
): Promise<void> {
  if (posts.length === 0) return
  const seqs = posts.map((post) => post.seq)
  await trx.deleteFrom('posts').where('seq', 'in', seqs).execute()
  await dialect.search.remove(trx, seqs)
  const byBlock = Map.groupBy(posts, (post) => post.raw_block_id)
  for (const [blockId, inBlock] of byBlock) {
    if (blockId !== null) await emptyLines(trx, blockId, inBlock)
  }
}

/** Rewrites a raw block without the lines of these posts; a block in which no post is left goes. */
async function emptyLines(
  trx: Writer,
  blockId: number,
  posts: readonly MatchedPost[],
): Promise<void> {
  const block = await trx
    .selectFrom('raw_blocks')
    .selectAll()
    .where('id', '=', blockId)
    .executeTakeFirst()
  if (!block) return
  const isUsed = await trx
    .selectFrom('posts')
    .select('seq')
    .where('seq', '>=', block.first_seq)
    .where('seq', '<=', block.last_seq)
    .where('raw_block_id', '=', blockId)
    .limit(1)
    .executeTakeFirst()
  if (!isUsed) {
    await trx.deleteFrom('raw_blocks').where('id', '=', blockId).execute()
    return
  }
  const lines: Uint8Array[] = await unpackLines(block.bytes)
  for (const { raw_index } of posts) {
    if (raw_index !== null && raw_index < lines.length) lines[raw_index] = new Uint8Array()
  }
  await trx
    .updateTable('raw_blocks')
    .set({ bytes: await packLines(lines) })
    .where('id', '=', blockId)
    .execute()
}
