/**
 * The data's way into the database: batches of several streams in one transaction (INV-2). What happens, in order:
 *   1. admit     which batches count: the stream's epoch (INV-3), and numbers not committed before
 *   2. gather    posts once per (network, id) over all batches, with the keywords of all their deliveries (INV-1)
 *   3. store     new posts and their raw lines; matches of new posts, and of stored posts that a keyword found only now
 *   4. count     minutes and keyword totals: once per match, aggregated in memory (INV-7); facets follow in index-pending.ts
 *   5. bill      what the network will charge for (count-usage.ts)
 *   6. settle    each stream's cursor, counters, rejected lines and coverage; gaps whose healing came to its end
 * A failure anywhere undoes all of it; the journal delivers again.
 */
import type { Batch } from '../domain/batch.ts'
import { admitBatches, type Admission } from './admit-batches.ts'
import { countUsage } from './count-usage.ts'
import type { Dialect, Writer } from './dialects/dialect.ts'
import { gatherPosts } from './gather-posts.ts'
import { settleStream } from './settle-stream.ts'
import type { AppendResult } from './store.ts'
import { storePosts, type Tally } from './store-posts.ts'

export async function appendBatches(
  dialect: Dialect,
  batches: readonly Batch[],
): Promise<AppendResult> {
  return dialect.transaction(async (trx) => {
    const { outcomes, admissions } = await admitBatches(trx, batches)
    const admitted = batches.filter((_, i) => outcomes[i] === 'committed')
    const posts = gatherPosts(admitted)
    const tally = await storePosts(dialect, trx, posts, admitted)
    await countUsage(dialect, trx, admissions)
    const storedOf = (batch: Batch): number => tally.storedByBatch[admitted.indexOf(batch)] ?? 0
    const coverageChanged = await settleStreams(trx, admissions, tally, storedOf)
    let storedPosts = 0
    let duplicatePosts = 0
    for (const { stored, duplicates } of tally.byStream.values()) {
      storedPosts += stored
      duplicatePosts += duplicates
    }
    const lastSeq = await readLastSeqOf(trx)
    return { outcomes, storedPosts, duplicatePosts, lastSeq, coverageChanged }
  })
}

async function settleStreams(
  trx: Writer,
  admissions: readonly Admission[],
  tally: Tally,
  storedOf: (batch: Batch) => number,
): Promise<boolean> {
  let coverageChanged = false
  for (const admission of admissions) {
    const counts = tally.byStream.get(admission.stream.id) ?? { stored: 0, duplicates: 0 }
    if (await settleStream(trx, admission, counts, storedOf)) coverageChanged = true
  }
  return coverageChanged
}

async function readLastSeqOf(trx: Writer): Promise<number> {
  const row = await trx
    .selectFrom('posts')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst()
  return row?.seq ?? 0
}
