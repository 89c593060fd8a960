/** The queries behind every list of posts: which posts, in which order. What is selected is added by the caller. */
import { expressionBuilder, type Expression, type SqlBool } from 'kysely'

import type { Reader } from './dialects/dialect.ts'
import { foldName } from './fold-name.ts'
import { keywordNumber } from './post-row.ts'
import type { Tables } from './schema.ts'
import type { PostFilter } from './store.ts'

/** A post's place in the order. */
export interface Place {
  readonly createdAtMs: number
  readonly seq: number
}

/** Databases bound the number of values in one statement. */
export const SEQS_PER_QUERY = 1_000

/** True when the filter asks for more than a keyword and a time: for what only the post's row tells. */
export function readsRows({ network, author, lang, kind }: PostFilter): boolean {
  return [network, author, lang, kind].some((value) => value !== undefined)
}

/** Posts that pass the filter (its `q` apart), newest first, strictly after `after`. */
export function selectPosts(db: Reader, filter: PostFilter, after: Place | null) {
  const keywordId = filter.keywordId === undefined ? null : keywordNumber(filter.keywordId)
  // With a keyword its matches lead, in their own order; the posts follow by seq.
  const leader = keywordId === null ? 'posts' : 'matches'
  const query = db
    .selectFrom('posts')
    .$if(keywordId !== null, (q) =>
      q
        .innerJoin('matches', (join) =>
          join
            .onRef('matches.seq', '=', 'posts.seq')
            .onRef('matches.created_at', '=', 'posts.created_at'),
        )
        .where('matches.keyword_id', '=', keywordId!),
    )
    .where(isInRange(leader, filter, after))
    .where(passesFilter(filter))
  const ref = (column: string) => db.dynamic.ref(`${leader}.${column}`)
  return query.orderBy(ref('created_at'), 'desc').orderBy(ref('seq'), 'desc')
}

/** The next places in the order by keyword and time alone: an index has them, no post is read. */
export async function listPlaces(
  db: Reader,
  filter: PostFilter,
  after: Place | null,
  limit: number,
): Promise<Place[]> {
  if (filter.keywordId === undefined) {
    return db
      .selectFrom('posts')
      .select(['seq', 'created_at as createdAtMs'])
      .where(isInRange('posts', filter, after))
      .orderBy('created_at', 'desc')
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute()
  }
  return db
    .selectFrom('matches')
    .select(['seq', 'created_at as createdAtMs'])
    .where('keyword_id', '=', keywordNumber(filter.keywordId) ?? 0)
    .where(isInRange('matches', filter, after))
    .orderBy('created_at', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
}

/** Which of these posts pass what the filter asks of their rows. */
export async function filterRows(
  db: Reader,
  filter: PostFilter,
  seqs: readonly number[],
): Promise<ReadonlySet<number>> {
  if (!readsRows(filter)) return new Set(seqs)
  const passing = new Set<number>()
  for (let start = 0; start < seqs.length; start += SEQS_PER_QUERY) {
    const rows = await db
      .selectFrom('posts')
      .select('seq')
      .where('seq', 'in', seqs.slice(start, start + SEQS_PER_QUERY))
      .where(passesFilter(filter))
      .execute()
    for (const { seq } of rows) passing.add(seq)
  }
  return passing
}

/** In the filter's time, and after a place. */
function isInRange(
  leader: 'posts' | 'matches',
  { fromMs, toMs }: PostFilter,
  after: Place | null,
): Expression<SqlBool> {
  const eb = expressionBuilder<Tables, 'posts' | 'matches'>()
  const time = eb.ref(`${leader}.created_at`)
  const conditions = []
  if (after !== null) {
    // The first condition alone is what an index understands.
    conditions.push(eb(time, '<=', after.createdAtMs))
    conditions.push(eb.or([eb(time, '<', after.createdAtMs), eb(`${leader}.seq`, '<', after.seq)]))
  }
  if (fromMs !== undefined) conditions.push(eb(time, '>=', fromMs))
  if (toMs !== undefined) conditions.push(eb(time, '<', toMs))
  return eb.and(conditions)
}

function passesFilter({ network, author, lang, kind }: PostFilter): Expression<SqlBool> {
  const eb = expressionBuilder<Tables, 'posts'>()
  const conditions = []
  if (network !== undefined) conditions.push(eb('posts.network', '=', network))
  if (lang !== undefined) conditions.push(eb('posts.lang', '=', lang))
  if (kind !== undefined) conditions.push(eb('posts.kind', '=', kind))
  if (author !== undefined) {
    conditions.push(
      eb.or([
        eb('posts.author_id', '=', author),
        eb(eb.fn<string>('lower', ['posts.author_handle']), '=', foldName(author)),
      ]),
    )
  }
  return eb.and(conditions)
}
