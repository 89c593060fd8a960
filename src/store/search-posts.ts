/**
 * Posts with certain words, of a certain author, language …, newest first. The index knows which posts, but not their order in time; so:
 *   - few posts have it: all of them are fetched, then ordered;
 *   - many have it: the order of time is walked, and the index asked about each stretch, until the page is full.
 * Posts that are not in the index yet (index-pending.ts) are looked at one by one, in either case.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'

import { matchesSearch, type SearchQuery } from '../domain/search-query.ts'
import { searchTokens } from '../domain/search-text.ts'
import type { Dialect, IndexQuery, Reader } from './dialects/dialect.ts'
import { readProgress } from './index-progress.ts'
import type { PostRow } from './post-row.ts'
import { filterTags } from './search-tags.ts'
import { filterRows, listPlaces, selectPosts, SEQS_PER_QUERY, type Place } from './select-posts.ts'
import type { PostFilter } from './store.ts'

/** Up to so many posts are fetched and ordered; more would cost more than walking to them. */
const FEW = 5_000
/** Posts between two turns of the event loop. */
const STRETCH = 2_000

/** What is looked for, where, and how far the index has come. */
interface Quest {
  readonly dialect: Dialect
  readonly filter: PostFilter
  /** null: no words are looked for. */
  readonly search: SearchQuery | null
  readonly after: Place | null
  readonly indexedSeq: number
}

/** At most `limit` posts; `search` null: no words are looked for. */
export async function searchPosts(
  dialect: Dialect,
  filter: PostFilter,
  search: SearchQuery | null,
  after: Place | null,
  limit: number,
): Promise<PostRow[]> {
  if (search !== null && search.terms.length === 0) return []
  const indexedSeq = await readProgress(dialect.read, 'search')
  const quest: Quest = { dialect, filter, search, after, indexedSeq }
  const query = indexQuery(filter, search)
  const everything = { from: 0, to: indexedSeq }
  const hits = query && (await dialect.search.find(dialect.read, query, everything, FEW + 1))
  const places =
    hits !== null && hits.length <= FEW
      ? await orderFew(quest, hits)
      : await walk(quest, query, limit)
  return readRows(dialect.read, places.slice(0, limit))
}

/** Null when there is nothing the index could look for: only words that must not be there. */
function indexQuery(filter: PostFilter, search: SearchQuery | null): IndexQuery | null {
  const terms = search?.terms ?? []
  // What is nothing but punctuation is no tag; the filter alone decides.
  const tags = filterTags(filter).filter((tag) => /[\p{L}\p{N}]/u.test(tag))
  return tags.length === 0 && terms.every((term) => term.isNegated) ? null : { terms, tags }
}

/** All of the hits that the filter lets through, and all posts not indexed yet that match, in order. */
async function orderFew(quest: Quest, hits: readonly number[]): Promise<Place[]> {
  const { dialect, filter, after, indexedSeq } = quest
  const places: Place[] = []
  for (let start = 0; start < hits.length; start += SEQS_PER_QUERY) {
    const seqs = hits.slice(start, start + SEQS_PER_QUERY)
    const rows = await selectPosts(dialect.read, filter, after)
      .select(['posts.seq as seq', 'posts.created_at as createdAtMs'])
      .where('posts.seq', 'in', seqs)
      .execute()
    places.push(...rows)
    await nextTurn()
  }
  for (let seq = indexedSeq; ;) {
    const rows = await selectPosts(dialect.read, filter, after)
      .select(['posts.seq as seq', 'posts.created_at as createdAtMs'])
      .where('posts.seq', '>', seq)
      .clearOrderBy()
      .orderBy('posts.seq')
      .limit(STRETCH)
      .execute()
    const matching = await matchTexts(quest, rows)
    places.push(...rows.filter((row) => matching.has(row.seq)))
    const last = rows.at(-1)
    if (!last || rows.length < STRETCH) break
    seq = last.seq
    await nextTurn()
  }
  return places.sort((a, b) => b.createdAtMs - a.createdAtMs || b.seq - a.seq)
}

/** From `after` on in the order of time, stretch by stretch, until `limit` posts are found. */
async function walk(quest: Quest, query: IndexQuery | null, limit: number): Promise<Place[]> {
  const { dialect, filter } = quest
  const found: Place[] = []
  for (let place = quest.after; found.length < limit;) {
    const stretch = await listPlaces(dialect.read, filter, place, STRETCH)
    const matching = await matchStretch(quest, query, stretch)
    const seqs = stretch.map(({ seq }) => seq).filter((seq) => matching.has(seq))
    const passing = await filterRows(dialect.read, filter, seqs)
    found.push(...stretch.filter(({ seq }) => passing.has(seq)))
    const last = stretch.at(-1)
    if (!last || stretch.length < STRETCH) break
    place = last
    await nextTurn()
  }
  return found
}

/** Which posts of a stretch match: as the index says, by their texts where it does not know. */
async function matchStretch(
  quest: Quest,
  query: IndexQuery | null,
  rows: readonly Place[],
): Promise<ReadonlySet<number>> {
  const indexed = rows.filter((row) => row.seq <= quest.indexedSeq)
  if (query === null || indexed.length === 0) return matchTexts(quest, rows)
  // Posts of one stretch of time mostly lie together; late ones can stretch the range over many others.
  const range = { from: Infinity, to: 0 }
  for (const { seq } of indexed) {
    range.from = Math.min(range.from, seq)
    range.to = Math.max(range.to, seq)
  }
  const most = 4 * STRETCH
  const hits = await quest.dialect.search.find(quest.dialect.read, query, range, most)
  if (hits.length === most) return matchTexts(quest, rows)
  const pending = rows.filter((row) => row.seq > quest.indexedSeq)
  return new Set([...hits, ...(await matchTexts(quest, pending))])
}

/** Reads the texts and looks for the words. */
async function matchTexts(quest: Quest, rows: readonly Place[]): Promise<ReadonlySet<number>> {
  const { dialect, search } = quest
  const seqs = rows.map((row) => row.seq)
  if (search === null) return new Set(seqs)
  const matching = new Set<number>()
  for (let start = 0; start < seqs.length; start += SEQS_PER_QUERY) {
    const texts = await dialect.read
      .selectFrom('posts')
      .select(['seq', 'text'])
      .where('seq', 'in', seqs.slice(start, start + SEQS_PER_QUERY))
      .execute()
    for (const { seq, text } of texts) {
      if (matchesSearch(search, searchTokens(text))) matching.add(seq)
    }
  }
  return matching
}

/** The posts at these places, in their order; one that was removed meanwhile is missing. */
async function readRows(db: Reader, places: readonly Place[]): Promise<PostRow[]> {
  if (places.length === 0) return []
  const seqs = places.map((place) => place.seq)
  const rows = await db.selectFrom('posts').selectAll().where('seq', 'in', seqs).execute()
  const bySeq = new Map(rows.map((row) => [row.seq, row]))
  return seqs.map((seq) => bySeq.get(seq)).filter((row) => row !== undefined)
}
