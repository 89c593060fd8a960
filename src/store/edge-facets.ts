/** Facet values counted from the posts themselves: those at the ragged edges of an interval, and those not yet in `facet_counts`. */
import { setImmediate as nextTurn } from 'node:timers/promises'

import type { Span } from '../domain/coverage.ts'
import { addItem, facetItems, type FacetTotal } from './count-matches.ts'
import type { Dialect, Reader } from './dialects/dialect.ts'
import { decodeFaceted, splitKeywordIds, type PostRow } from './post-row.ts'

const ROWS_PER_PAGE = 1000

/** Adds the values of one facet in `edge` to `totals`, in pages, so that nobody waits long for the event loop. */
export async function addEdgeFacet(
  dialect: Dialect,
  keywordId: number,
  code: number,
  edge: Span,
  totals: Map<string, FacetTotal>,
): Promise<void> {
  let after = { createdAtMs: edge.fromMs, seq: 0 }
  for (;;) {
    const rows = await readMatchedPage(dialect.read, keywordId, after, edge.toMs)
    for (const row of rows) addRow(row, code, totals)
    const last = rows.at(-1)
    if (!last || rows.length < ROWS_PER_PAGE) return
    after = { createdAtMs: last.created_at, seq: last.seq }
    await nextTurn()
  }
}

/**
 * Adds the values of one facet of posts after `throughSeq` that were created in `span`: the hours' counts lack them yet.
 * Reads through `db`, in whose snapshot the counts are read too.
 */
export async function addPendingFacet(
  db: Reader,
  keywordId: number,
  code: number,
  span: Span,
  throughSeq: number,
  totals: Map<string, FacetTotal>,
): Promise<void> {
  for (let after = throughSeq; ;) {
    const rows = await db
      .selectFrom('posts')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(ROWS_PER_PAGE)
      .execute()
    for (const row of rows) {
      const isInside = row.created_at >= span.fromMs && row.created_at < span.toMs
      if (isInside && splitKeywordIds(row.keyword_ids).includes(keywordId)) {
        addRow(row, code, totals)
      }
    }
    if (rows.length < ROWS_PER_PAGE) return
    after = rows.at(-1)!.seq
  }
}

function addRow(row: PostRow, code: number, totals: Map<string, FacetTotal>): void {
  for (const item of facetItems(decodeFaceted(row))) {
    if (item.facet === code) addItem(totals, item)
  }
}

/** Posts a keyword matched after a place and before a time, in order of (createdAt, seq). */
async function readMatchedPage(
  db: Reader,
  keywordId: number,
  after: { createdAtMs: number; seq: number },
  toMs: number,
): Promise<PostRow[]> {
  return db
    .selectFrom('matches')
    .innerJoin('posts', 'posts.seq', 'matches.seq')
    .selectAll('posts')
    .where('matches.keyword_id', '=', keywordId)
    .where('matches.created_at', '>=', after.createdAtMs)
    .where('matches.created_at', '<', toMs)
    .where((eb) =>
      eb.or([eb('matches.created_at', '>', after.createdAtMs), eb('matches.seq', '>', after.seq)]),
    )
    .orderBy('matches.created_at')
    .orderBy('matches.seq')
    .limit(ROWS_PER_PAGE)
    .execute()
}
