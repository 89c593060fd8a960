/** Posts, raw lines, matches and counts of one transaction: steps 3 and 4 of append-batches.ts. */
import type { Batch } from '../domain/batch.ts'
import type { Selectable } from 'kysely'

import { FacetCounts, MinuteCounts, facetItems, type CountedPost } from './count-matches.ts'
import type { Dialect, Writer } from './dialects/dialect.ts'
import type { Gathered, GatheredPost } from './gather-posts.ts'
import { readProgress } from './index-progress.ts'
import { readKeywordStates, type KeywordStates } from './keyword-states.ts'
import { decodePost, encodePost, keywordNumber, splitKeywordIds, type PostRow } from './post-row.ts'
import type { MatchesTable, RawBlocksTable } from './schema.ts'

export interface Tally {
  readonly byStream: ReadonlyMap<string, { stored: number; duplicates: number }>
  /** New posts, by batch, in the order given. */
  readonly storedByBatch: readonly number[]
}

/** A post to be stored, with the numbers of those of its keywords that are still there. */
interface Wanted {
  readonly gathered: GatheredPost
  readonly keywordIds: readonly number[]
}

export async function storePosts(
  dialect: Dialect,
  trx: Writer,
  { posts, repeats }: Gathered,
  batches: readonly Batch[],
): Promise<Tally> {
  const tally = new Map<string, { stored: number; duplicates: number }>()
  for (const [i, { streamId }] of batches.entries()) {
    const counts = tally.get(streamId) ?? { stored: 0, duplicates: 0 }
    counts.duplicates += repeats[i]!
    tally.set(streamId, counts)
  }
  const storedByBatch = batches.map(() => 0)
  const result = { byStream: tally, storedByBatch }
  if (posts.length === 0) return result

  const wanted = withKnownKeywords(posts, await readKeywordStates(trx, posts))
  const firstRawBlockId = await dialect.append.reserveRawBlockIds(trx, batches.length)
  const rows = wanted.map(({ gathered: { first, batchIndex }, keywordIds }) => {
    const batch = batches[batchIndex]!
    const rawBlockId = batch.rawLineCount > 0 ? firstRawBlockId + batchIndex : null
    return encodePost(first, batch.streamId, keywordIds, rawBlockId)
  })
  const seqs = await dialect.append.insertPosts(trx, rows)

  const matches: Selectable<MatchesTable>[] = []
  const counts = new MinuteCounts()
  const seqsOfBatch = new Map<number, { first: number; last: number }>()
  const seenBefore: Wanted[] = []
  for (const [i, want] of wanted.entries()) {
    const { first, batchIndex } = want.gathered
    const counted = tally.get(batches[batchIndex]!.streamId)!
    const seq = seqs[i]!
    if (seq === null) {
      counted.duplicates++
      seenBefore.push(want)
      continue
    }
    counted.stored++
    storedByBatch[batchIndex]!++
    const range = seqsOfBatch.get(batchIndex)
    if (range) range.last = seq
    else seqsOfBatch.set(batchIndex, { first: seq, last: seq })
    addMatches(matches, counts, want.keywordIds, seq, first.post)
  }
  await addLateMatches(dialect, trx, seenBefore, matches, counts)
  await dialect.append.insertRawBlocks(trx, rawBlocks(batches, firstRawBlockId, seqsOfBatch))
  await writeMatches(dialect, trx, matches, counts)
  return result
}

/**
 * Keywords deleted meanwhile are passed over. A post that only purged keywords asked for is not stored at all: it would be
 * what the purge was to remove.
 */
function withKnownKeywords(posts: readonly GatheredPost[], states: KeywordStates): Wanted[] {
  const wanted: Wanted[] = []
  for (const gathered of posts) {
    const keywordIds: number[] = []
    let isPurged = gathered.keywordIds.length > 0
    for (const id of gathered.keywordIds) {
      const number = keywordNumber(id)
      const state = number === null ? undefined : states.get(number)
      if (state === 'present') keywordIds.push(number!)
      if (state !== 'purged') isPurged = false
    }
    if (!isPurged) wanted.push({ gathered, keywordIds })
  }
  return wanted
}

function addMatches(
  matches: Selectable<MatchesTable>[],
  counts: MinuteCounts,
  keywordIds: readonly number[],
  seq: number,
  post: CountedPost,
): void {
  for (const keyword_id of keywordIds) {
    matches.push({ keyword_id, created_at: post.createdAtMs, seq })
    counts.add(keyword_id, post)
  }
}

/** A repeat that names a keyword the stored post does not have yet: the match is new, and counted by what is stored. */
async function addLateMatches(
  dialect: Dialect,
  trx: Writer,
  seenBefore: readonly Wanted[],
  matches: Selectable<MatchesTable>[],
  counts: MinuteCounts,
): Promise<void> {
  const facets = new FacetCounts()
  let facetsThrough: number | null = null
  for (const { gathered, keywordIds } of seenBefore) {
    const row = keywordIds.length > 0 ? await findPostRow(trx, gathered) : undefined
    if (!row) continue
    const known = splitKeywordIds(row.keyword_ids)
    const added = keywordIds.filter((id) => !known.includes(id))
    if (added.length === 0) continue
    await trx
      .updateTable('posts')
      .set({ keyword_ids: [...known, ...added].join(',') })
      .where('seq', '=', row.seq)
      .execute()
    const post = decodePost(row)
    addMatches(matches, counts, added, row.seq, post)
    // Facets of a post that has been counted already; of a later one they are counted with all its keywords in its turn.
    facetsThrough ??= await readProgress(trx, 'facets')
    if (row.seq > facetsThrough) continue
    const items = facetItems(post)
    for (const id of added) facets.add(id, post.createdAtMs, items)
  }
  await dialect.append.addFacetCounts(trx, facets.rows())
}

async function findPostRow(trx: Writer, { first }: GatheredPost): Promise<PostRow | undefined> {
  return trx
    .selectFrom('posts')
    .selectAll()
    .where('network', '=', first.post.network)
    .where('id', '=', first.post.id)
    .executeTakeFirst()
}

/** Only blocks of which a post was stored: the lines of a batch of repeats are kept already. */
function rawBlocks(
  batches: readonly Batch[],
  firstId: number,
  seqsOfBatch: ReadonlyMap<number, { first: number; last: number }>,
): RawBlocksTable[] {
  const blocks: RawBlocksTable[] = []
  for (const [batchIndex, { first, last }] of seqsOfBatch) {
    const { rawLineCount, rawBlock } = batches[batchIndex]!
    if (rawLineCount === 0) continue
    blocks.push({
      id: firstId + batchIndex,
      codec: 'zstd',
      lines: rawLineCount,
      first_seq: first,
      last_seq: last,
      bytes: rawBlock,
    })
  }
  return blocks
}

async function writeMatches(
  dialect: Dialect,
  trx: Writer,
  matches: Selectable<MatchesTable>[],
  counts: MinuteCounts,
): Promise<void> {
  if (matches.length === 0) return
  const totals = new Map<number, { posts: number; lastAtMs: number }>()
  for (const { keyword_id, created_at } of matches) {
    const total = totals.get(keyword_id)
    if (total) {
      total.posts++
      total.lastAtMs = Math.max(total.lastAtMs, created_at)
    } else totals.set(keyword_id, { posts: 1, lastAtMs: created_at })
  }
  // In the order of the table's key: neighbours one after the other.
  matches.sort(
    (a, b) => a.keyword_id - b.keyword_id || a.created_at - b.created_at || a.seq - b.seq,
  )
  await dialect.append.insertMatches(trx, matches)
  await dialect.append.addMinuteCounts(trx, counts.rows())
  for (const [id, { posts, lastAtMs }] of totals) {
    await trx
      .updateTable('keywords')
      .set((eb) => ({
        post_count: eb('post_count', '+', posts),
        last_post_at: eb
          .case()
          .when('last_post_at', '>', lastAtMs)
          .then(eb.ref('last_post_at'))
          .else(lastAtMs)
          .end(),
      }))
      .where('id', '=', id)
      .execute()
  }
}
