/** The one query behind every list of posts: which posts, in which order. What is selected is added by the caller. */
import type { Reader } from './dialects/dialect.ts'
import { foldName } from './fold-name.ts'
import { keywordNumber } from './post-row.ts'
import type { PostFilter } from './store.ts'

/** A post's place in the order. */
export interface Place {
  readonly createdAtMs: number
  readonly seq: number
}

/** `filter` without its `q`; strictly after `after`. */
export function selectPosts(db: Reader, filter: PostFilter, after: Place | null) {
  const keywordId = filter.keywordId === undefined ? null : keywordNumber(filter.keywordId)
  // With a keyword its matches lead, in their own order; the posts follow by seq.
  const leader = keywordId === null ? 'posts' : 'matches'
  const time = db.dynamic.ref(`${leader}.created_at`)
  const seq = db.dynamic.ref(`${leader}.seq`)
  let query = db
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
  if (after !== null) {
    query = query
      .where(time, '<=', after.createdAtMs)
      .where((eb) => eb.or([eb(time, '<', after.createdAtMs), eb(seq, '<', after.seq)]))
  }
  if (filter.fromMs !== undefined) query = query.where(time, '>=', filter.fromMs)
  if (filter.toMs !== undefined) query = query.where(time, '<', filter.toMs)
  if (filter.network !== undefined) query = query.where('posts.network', '=', filter.network)
  if (filter.lang !== undefined) query = query.where('posts.lang', '=', filter.lang)
  if (filter.kind !== undefined) query = query.where('posts.kind', '=', filter.kind)
  if (filter.author !== undefined) {
    const { author } = filter
    query = query.where((eb) =>
      eb.or([
        eb('posts.author_id', '=', author),
        eb(eb.fn<string>('lower', ['posts.author_handle']), '=', foldName(author)),
      ]),
    )
  }
  return query.orderBy(time, 'desc').orderBy(seq, 'desc')
}
