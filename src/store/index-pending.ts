/**
 * What is made of posts after their commit: facet counts and the search index. Both are scattered over the disk by their nature
 * (authors, words); gathered over some seconds they cost a tenth of what they would inside each small transaction.
 *
 * Nobody sees the delay: `index_progress` says how far each has come, and who reads adds the posts after it. So a facet is exact
 * and a post is found from the moment of its commit (INV-7), and a crash in between loses nothing.
 */
import { setTimeout as delay } from 'node:timers/promises'

import { searchTokens } from '../domain/search-text.ts'
import { FacetCounts, facetItems } from './count-matches.ts'
import type { Dialect, Reader, Writer } from './dialects/dialect.ts'
import { readProgress, writeProgress } from './index-progress.ts'
import { resumePurges } from './purge-keyword.ts'
import { decodeFaceted, splitKeywordIds, type PostRow } from './post-row.ts'
import { tagsOf } from './search-tags.ts'
import { scrubStep } from './scrub.ts'

/** Many at a time: neighbours in `facet_counts` are then written together. */
const FACETS_PER_STEP = 40_000
/** Few at a time: a step holds the write lock for some 20 ms. */
const SEARCH_PER_STEP = 4_000
const ROWS_PER_READ = 2_000
/** One call ends after this long: under full load commits come first, and a third of the time is enough for facets. */
const PASS_LIMIT_MS = 500
/** Between steps, for those who wait for the lock. */
const STEP_GAP_MS = 2

/**
 * Brings both up to date and finishes what purges have left to do, or works for half a second; answers how many posts it
 * took or steps it made, 0 when nothing is left.
 */
export async function indexPending(dialect: Dialect): Promise<number> {
  const endMs = performance.now() + PASS_LIMIT_MS
  let total = await resumePurges(dialect)
  for (const takeStep of [facetStep, searchStep, scrub]) {
    for (;;) {
      const count = await takeStep(dialect)
      total += count
      if (count === 0 || performance.now() > endMs) break
      await delay(STEP_GAP_MS)
    }
  }
  return total
}

async function scrub(dialect: Dialect): Promise<number> {
  return (await scrubStep(dialect)) ? 1 : 0
}

async function facetStep(dialect: Dialect): Promise<number> {
  return step(dialect, 'facets', FACETS_PER_STEP, async (trx, eachPage) => {
    const counts = new FacetCounts()
    await eachPage(
      ['network', 'author_id', 'author_handle', 'lang', 'created_at', 'keyword_ids', 'details'],
      (rows) => {
        for (const row of rows) {
          const keywordIds = splitKeywordIds(row.keyword_ids)
          if (keywordIds.length === 0) continue
          const items = facetItems(decodeFaceted(row))
          for (const id of keywordIds) counts.add(id, row.created_at, items)
        }
      },
    )
    await dialect.append.addFacetCounts(trx, counts.rows())
  })
}

async function searchStep(dialect: Dialect): Promise<number> {
  return step(dialect, 'search', SEARCH_PER_STEP, async (trx, eachPage) => {
    await eachPage(
      ['text', 'network', 'author_id', 'author_handle', 'lang', 'kind'],
      async (rows) => {
        const documents = rows.map((row) => ({
          seq: row.seq,
          text: searchTokens(row.text).join(' '),
          tags: tagsOf(row),
        }))
        await dialect.search.add(trx, documents)
      },
    )
  })
}

/** Calls `use` with these columns of the posts that are next, page by page. */
type EachPage = <Column extends keyof PostRow>(
  columns: readonly Column[],
  use: (rows: readonly Pick<PostRow, Column | 'seq'>[]) => void | Promise<void>,
) => Promise<void>

/** The next posts after the progress of `name`, at most `limit`, in one transaction with its new progress. */
async function step(
  dialect: Dialect,
  name: 'facets' | 'search',
  limit: number,
  work: (trx: Writer, eachPage: EachPage) => Promise<void>,
): Promise<number> {
  // Looked for outside the transaction: mostly there is nothing.
  if (!(await hasPending(dialect.read, name))) return 0
  return dialect.transaction(async (trx) => {
    let through = await readProgress(trx, name)
    let count = 0
    await work(trx, async (columns, use) => {
      while (count < limit) {
        const rows = (await trx
          .selectFrom('posts')
          .select(['seq', ...columns])
          .where('seq', '>', through)
          .orderBy('seq')
          .limit(Math.min(ROWS_PER_READ, limit - count))
          // Kysely cannot follow columns that are a type parameter.
          .execute()) as unknown as Pick<PostRow, (typeof columns)[number] | 'seq'>[]
        const last = rows.at(-1)
        if (!last) return
        await use(rows)
        count += rows.length
        through = last.seq
      }
    })
    if (count > 0) await writeProgress(trx, name, through)
    return count
  })
}

async function hasPending(db: Reader, name: 'facets' | 'search'): Promise<boolean> {
  const through = await readProgress(db, name)
  const next = await db
    .selectFrom('posts')
    .select('seq')
    .where('seq', '>', through)
    .limit(1)
    .executeTakeFirst()
  return next !== undefined
}
