import type { KeywordId } from '../domain/ids.ts'
import type { Dialect, Reader } from './dialects/dialect.ts'
import { keywordNumber } from './post-row.ts'

/** For each pair of the keywords, in the order given, how many posts both matched. */
export async function readOverlap(
  dialect: Dialect,
  ids: readonly KeywordId[],
  fromMs: number,
  toMs: number,
): Promise<readonly { keywords: readonly [KeywordId, KeywordId]; posts: number }[]> {
  return dialect.snapshot(async (db) => {
    const overlaps = []
    for (const [i, left] of ids.entries()) {
      for (const right of ids.slice(i + 1)) {
        const posts = await countShared(db, left, right, fromMs, toMs)
        overlaps.push({ keywords: [left, right] as const, posts })
      }
    }
    return overlaps
  })
}

async function countShared(
  db: Reader,
  left: KeywordId,
  right: KeywordId,
  fromMs: number,
  toMs: number,
): Promise<number> {
  const row = await db
    .selectFrom('matches as a')
    // By the whole key, so that each probe goes straight to its row.
    .innerJoin('matches as b', (join) =>
      join.onRef('b.created_at', '=', 'a.created_at').onRef('b.seq', '=', 'a.seq'),
    )
    .select(({ fn }) => fn.countAll<number>().as('posts'))
    .where('a.keyword_id', '=', keywordNumber(left) ?? 0)
    .where('b.keyword_id', '=', keywordNumber(right) ?? 0)
    .where('a.created_at', '>=', fromMs)
    .where('a.created_at', '<', toMs)
    .executeTakeFirstOrThrow()
  return row.posts
}
