/**
 * One gap, searched: which queries, page after page, whose each post is. What passes by itself (a spent limit, a broken
 * connection) is waited out where it stands; what the account is refused is thrown.
 */
import { intersectSpans, type ClosedGap, type LeftOutKeyword } from '../domain/coverage.ts'
import { asKeywordId, type KeywordId } from '../domain/ids.ts'
import type { Post } from '../domain/post.ts'
import { isCausedBy } from '../lib/abort.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { sleep } from '../lib/sleep.ts'
import { assignFound } from '../match/assign-found.ts'
import { documentOfPost } from '../match/document-of-post.ts'
import { planSearches, queryOf, type PlannedSearch } from '../match/plan-searches.ts'
import { INITIAL_BACKOFF, nextBackoff } from '../sources/connect/backoff.ts'
import { SourceError, type FoundPage, type GapHealer, type PageRequest } from '../sources/source.ts'

/** Posts made this long before the gap may have been on their way when it began. */
const LEAD_MS = 10_000
/** And the clocks may differ by this much at its end. */
export const TAIL_MS = 2_000
/** `reachMs` is shy of the network's own limit by more than this. */
const REACH_MARGIN_MS = 30_000
/** A network's refusal of one query, which may be the fault of one keyword in it. */
const INVALID_QUERY_CODE = 'x.invalid-request'

export interface FoundPosts {
  readonly posts: readonly {
    readonly post: Post
    readonly raw: Buffer
    readonly keywordIds: readonly KeywordId[]
  }[]
  readonly unreadable: readonly Buffer[]
}

export interface SearchGapOptions {
  readonly healer: GapHealer
  readonly clock: Clock
  readonly logger: Logger
  /** This machine's clock against the network's. */
  readonly skewMs: number
  /** Takes each page's posts; waits until there is room for more. */
  readonly onFound: (found: FoundPosts) => Promise<void>
}

export interface SearchedGap {
  /** From when on it was searched: later than its beginning where the network does not reach so far back. */
  readonly fromMs: number
  /** Each keyword once. */
  readonly leftOut: readonly LeftOutKeyword[]
  /** The network refused some of the queries. */
  readonly isRefused: boolean
}

/** Everything the network has of the gap. Throws SourceError, or what `onFound` throws. */
export async function searchGap(
  options: SearchGapOptions,
  gap: ClosedGap,
  signal: AbortSignal,
): Promise<SearchedGap> {
  return new GapSearch(options, gap, signal).run()
}

class GapSearch {
  readonly #options: SearchGapOptions
  readonly #gap: ClosedGap
  readonly #signal: AbortSignal
  /** What can be asked for at the earliest, by this machine's clock. */
  readonly #oldestMs: number
  readonly #time: { readonly fromMs: number; readonly toMs: number }

  constructor(options: SearchGapOptions, gap: ClosedGap, signal: AbortSignal) {
    const { clock, healer, skewMs } = options
    this.#options = options
    this.#gap = gap
    this.#signal = signal
    this.#oldestMs = clock.nowMs() - healer.reachMs
    const fromMs = Math.max(gap.fromMs - LEAD_MS, this.#oldestMs)
    this.#time = { fromMs: fromMs - skewMs, toMs: gap.toMs + TAIL_MS - skewMs }
  }

  async run(): Promise<SearchedGap> {
    const maxLength = this.#options.healer.maxQueryLength
    const targets = this.#gap.keywords.map(({ id, version, query }) => {
      return { id: `${id} ${version}`, query }
    })
    const plan = planSearches(targets, { maxLength })
    const refused: LeftOutKeyword[] = []
    for (const search of plan.searches) refused.push(...(await this.#search(search)))
    const all = [...plan.leftOut.map(leave), ...refused]
    const leftOut = [...new Map(all.map((each) => [each.keywordId, each])).values()]
    const fromMs = Math.max(this.#gap.fromMs, this.#oldestMs)
    return { fromMs, leftOut, isRefused: refused.length > 0 }
  }

  /** All pages of one search. One that is refused is asked for in halves; answers the keywords that are refused alone. */
  async #search(search: PlannedSearch): Promise<LeftOutKeyword[]> {
    const query = queryOf(search)
    let pageToken: string | null = null
    do {
      let page: FoundPage
      try {
        page = await this.#readPage({ ...this.#time, query, pageToken })
      } catch (error) {
        if (!(error instanceof SourceError) || error.code !== INVALID_QUERY_CODE) throw error
        if (this.#hasAged()) throw error
        if (search.length === 1) return [leave({ id: search[0]!.id, reason: error.message })]
        const middle = Math.ceil(search.length / 2)
        const first = await this.#search(search.slice(0, middle))
        return [...first, ...(await this.#search(search.slice(middle)))]
      }
      await this.#take(page, search)
      pageToken = page.nextPageToken
    } while (pageToken !== null)
    return []
  }

  /** So long under way that its beginning is out of reach by now: that is what was refused. */
  #hasAged(): boolean {
    const { clock, healer, skewMs } = this.#options
    return clock.nowMs() - healer.reachMs > this.#time.fromMs + skewMs + REACH_MARGIN_MS
  }

  async #readPage(request: PageRequest): Promise<FoundPage> {
    const { healer, clock, logger } = this.#options
    for (let backoff = INITIAL_BACKOFF; ;) {
      try {
        return await healer.readPage(request, this.#signal)
      } catch (error) {
        if (isCausedBy(error, this.#signal) || !(error instanceof SourceError)) throw error
        if (error.backoff === 'blocked') throw error
        const { delayMs, state } = nextBackoff(
          backoff,
          { kind: error.backoff, notBeforeMs: error.notBeforeMs, isProven: false, livedMs: 0 },
          { nowMs: clock.nowMs(), jitter: Math.random },
        )
        backoff = state
        const event = { event: 'gap.page-failed', code: error.code, retryInMs: delayMs }
        logger.warn(event, error.message)
        await sleep(delayMs, this.#signal)
      }
    }
  }

  async #take(page: FoundPage, search: PlannedSearch): Promise<void> {
    const posts = page.posts.flatMap(({ post, quotedText, raw }) => {
      const versions = assignFound(search, documentOfPost(post, quotedText))
      const keywordIds = this.#keywordsOf(versions, post)
      return keywordIds.length > 0 ? [{ post, raw, keywordIds }] : []
    })
    const { unreadable } = page
    if (posts.length > 0 || unreadable.length > 0)
      await this.#options.onFound({ posts, unreadable })
  }

  /** Of the versions a post matches, those keywords whose version the stream was delivering when it was posted. */
  #keywordsOf(versions: readonly string[], post: Post): KeywordId[] {
    const atMs = post.createdAtMs + this.#options.skewMs
    const moment = [{ fromMs: atMs, toMs: atMs + 1 }]
    const ids = this.#gap.keywords
      .filter(({ id, version }) => versions.includes(`${id} ${version}`))
      .filter(({ spans }) => intersectSpans(spans, moment).length > 0)
      .map(({ id }) => id)
    return [...new Set(ids)]
  }
}

function leave({ id, reason }: { id: string; reason: string }): LeftOutKeyword {
  return { keywordId: asKeywordId(id.split(' ')[0]!), reason }
}
