/**
 * Heals the gaps of one stream while it is held: looks for gaps that are over, asks the network for what was posted
 * meanwhile, page after page, and brings it to the writer as batches of this stream beside the live ones.
 *
 * Owns: which gap, when, how fast, what to do after a failure. Takes: the network's way to look back (`GapHealer`).
 * Must not know: what network it is, SQL. Never in the way of the live connection: it waits for room in the journal like it,
 * and what goes wrong here is told of the gap and leaves the stream alone.
 *
 * A gap is healed in one go: its last batch makes it so, in the transaction that stores its last posts. Whoever holds the
 * stream after a crash begins again; posts that are there already change nothing, and the count goes on where it was.
 *
 * Where it goes round again, and what keeps it from spinning: a look every 30 s or when the ledger changes; a page that
 * failed is asked for again as the back-off table has it; a refusal of the account is tried again after 5 to 30 minutes.
 */
import {
  intersectSpans,
  type ClosedGap,
  type GapHealing,
  type LeftOutKeyword,
} from '../domain/coverage.ts'
import { asKeywordId, type KeywordId } from '../domain/ids.ts'
import type { Post } from '../domain/post.ts'
import type { Stream } from '../domain/stream.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import { BatchRefusedError } from '../journal/journal.ts'
import { isCausedBy } from '../lib/abort.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { SignalLatch } from '../lib/signal-latch.ts'
import { sleep } from '../lib/sleep.ts'
import type { Wake } from '../lib/wake.ts'
import { assignFound } from '../match/assign-found.ts'
import { documentOfPost } from '../match/document-of-post.ts'
import { planSearches, queryOf, type PlannedSearch } from '../match/plan-searches.ts'
import { INITIAL_BACKOFF, nextBackoff, type BackoffState } from '../sources/connect/backoff.ts'
import { SourceError, type FoundPage, type GapHealer } from '../sources/source.ts'
import { StoreError, type Store } from '../store/store.ts'

/** Posts made this long before the gap may have been on their way when it began. */
const LEAD_MS = 10_000
/** And the clocks may differ by this much at its end. */
const TAIL_MS = 2_000
/** `reachMs` is shy of the network's own limit by more than this. */
const REACH_MARGIN_MS = 30_000
const LOOK_EVERY_MS = 30_000
const STORE_RETRY_MS = 5_000
/** A network's refusal of one query, which may be the fault of one keyword in it. */
const INVALID_QUERY_CODE = 'x.invalid-request'

export interface FoundBatch {
  readonly posts: readonly {
    readonly post: Post
    readonly raw: Buffer
    readonly keywordIds: readonly KeywordId[]
  }[]
  readonly unreadable: readonly Buffer[]
  readonly receivedAtMs: number
}

export interface HealGapsOptions {
  readonly stream: Pick<Stream, 'id'>
  readonly healer: GapHealer
  readonly store: Pick<Store, 'listGaps'>
  readonly wake: Wake<WakeTopic>
  readonly clock: Clock
  readonly logger: Logger
  /** This machine's clock against the network's, as last measured. */
  readonly clockSkewMs: () => number
  /** Hands a batch to the journal, then waits until there is room for more. */
  readonly send: (found: FoundBatch, healing: GapHealing, signal: AbortSignal) => Promise<void>
}

/** A gap with its times by the network's clock. */
interface Wound {
  readonly gap: ClosedGap
  /** What is asked for. */
  readonly fromMs: number
  readonly toMs: number
  /** Where healing begins, by this machine's clock: later than the gap where the network does not reach so far back. */
  readonly healedFromMs: number
  readonly skewMs: number
}

export class GapKeeper {
  readonly #options: HealGapsOptions
  readonly #changed = new SignalLatch()
  /** Gaps of which everything was sent, or for which no query can be made. */
  readonly #done = new Set<string>()
  readonly #reported = new Map<string, string>()
  #backoff: BackoffState = INITIAL_BACKOFF
  #notBeforeMs = 0

  constructor(options: HealGapsOptions) {
    this.#options = options
  }

  /** What refused may be gone: somebody said `start`. */
  tryNow(): void {
    this.#notBeforeMs = 0
    this.#changed.set()
  }

  /** Goes on until the signal fires, or the stream is held elsewhere. */
  async run(signal: AbortSignal): Promise<void> {
    const unsubscribe = this.#options.wake.subscribe('coverage', () => this.#changed.set())
    try {
      for (;;) {
        const waitMs = await this.#look(signal)
        await this.#changed.wait(Math.min(waitMs, LOOK_EVERY_MS), signal)
      }
    } catch (error) {
      if (isCausedBy(error, signal) || error instanceof BatchRefusedError) return
      throw error
    } finally {
      unsubscribe()
    }
  }

  /** Heals what can be healed now; answers how long until there may be more. */
  async #look(signal: AbortSignal): Promise<number> {
    const { store, stream, healer, clock } = this.#options
    const nowMs = clock.nowMs()
    if (nowMs < this.#notBeforeMs) return this.#notBeforeMs - nowMs
    let waitMs = LOOK_EVERY_MS
    try {
      for (const gap of await store.listGaps(stream.id, nowMs - healer.reachMs)) {
        if (this.#done.has(keyOf(gap))) continue
        const readyInMs = gap.toMs + TAIL_MS + healer.minAgeMs - clock.nowMs()
        if (readyInMs > 0) waitMs = Math.min(waitMs, readyInMs)
        else await this.#heal(gap, signal)
      }
    } catch (error) {
      if (isCausedBy(error, signal)) throw error
      if (error instanceof StoreError) return STORE_RETRY_MS
      if (!(error instanceof SourceError)) throw error
      return this.#notBeforeMs - clock.nowMs()
    }
    return waitMs
  }

  async #heal(gap: ClosedGap, signal: AbortSignal): Promise<void> {
    const { healer, clock, logger, stream } = this.#options
    const targets = gap.keywords.map(({ id, version, query }) => ({
      id: `${id} ${version}`,
      query,
    }))
    const skewMs = this.#options.clockSkewMs()
    const oldestMs = clock.nowMs() - healer.reachMs
    const wound: Wound = {
      gap,
      skewMs,
      fromMs: Math.max(gap.fromMs - LEAD_MS, oldestMs) - skewMs,
      toMs: gap.toMs + TAIL_MS - skewMs,
      healedFromMs: Math.max(gap.fromMs, oldestMs),
    }
    try {
      const plan = planSearches(targets, { maxLength: healer.maxQueryLength })
      const leftOut = plan.leftOut.map(leave)
      for (const search of plan.searches) {
        leftOut.push(...(await this.#search(wound, search, signal)))
      }
      const isRefused = leftOut.length > plan.leftOut.length
      await this.#finish(wound, leftOut, isRefused, signal)
      this.#backoff = INITIAL_BACKOFF
    } catch (error) {
      if (error instanceof SourceError && !isCausedBy(error, signal)) {
        this.#notBeforeMs = clock.nowMs() + this.#delayAfter(error)
        const { code, message } = error
        logger.warn({ event: 'gap.not-healed', stream: stream.id, code }, message)
        await this.#report(gap, { code, detail: message }, signal)
      }
      throw error
    }
  }

  /** The last batch of a gap. With no keyword that could be asked for nothing is healed. */
  async #finish(
    wound: Wound,
    leftOut: readonly LeftOutKeyword[],
    isRefused: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { healer, logger, stream } = this.#options
    const { gap } = wound
    const reasons = new Map(leftOut.map((each) => [each.keywordId, each]))
    const isNothingAsked = gap.keywords.every(({ id }) => reasons.has(id))
    if (isNothingAsked && isRefused) {
      // Perhaps it was not the queries that the network did not take: asked again, slowly.
      throw new SourceError(INVALID_QUERY_CODE, leftOut.at(-1)!.reason, { backoff: 'blocked' })
    }
    this.#done.add(keyOf(gap))
    if (isNothingAsked) {
      const detail = `No keyword could be searched for: ${leftOut[0]!.reason}.`
      await this.#report(gap, { code: 'heal.no-query', detail }, signal)
      return
    }
    await this.#send([], wound, signal, {
      kind: 'healed',
      fromMs: wound.healedFromMs,
      healedBy: healer.name,
      missing: healer.missing,
      leftOut: [...reasons.values()],
    })
    logger.info(
      { event: 'gap.healed', stream: stream.id, from: gap.fromMs, to: gap.toMs },
      'a gap is healed',
    )
  }

  /** All pages of one search. One that is refused is asked for in halves; answers the keywords that are refused alone. */
  async #search(
    wound: Wound,
    search: PlannedSearch,
    signal: AbortSignal,
  ): Promise<LeftOutKeyword[]> {
    const query = queryOf(search)
    let pageToken: string | null = null
    do {
      let page: FoundPage
      try {
        page = await this.#readPage(
          { query, fromMs: wound.fromMs, toMs: wound.toMs, pageToken },
          signal,
        )
      } catch (error) {
        if (!(error instanceof SourceError) || error.code !== INVALID_QUERY_CODE) throw error
        if (this.#hasAged(wound)) throw error
        if (search.length === 1) return [leave({ id: search[0]!.id, reason: error.message })]
        const middle = Math.ceil(search.length / 2)
        const first = await this.#search(wound, search.slice(0, middle), signal)
        return [...first, ...(await this.#search(wound, search.slice(middle), signal))]
      }
      await this.#send([{ page, search }], wound, signal, null)
      pageToken = page.nextPageToken
    } while (pageToken !== null)
    return []
  }

  /** So long under way that its beginning is out of reach by now: that is what was refused. */
  #hasAged({ fromMs, skewMs }: Wound): boolean {
    const { clock, healer } = this.#options
    return clock.nowMs() - healer.reachMs > fromMs + skewMs + REACH_MARGIN_MS
  }

  /** Waits out what passes by itself; throws what the account is refused. */
  async #readPage(
    request: Parameters<GapHealer['readPage']>[0],
    signal: AbortSignal,
  ): Promise<FoundPage> {
    const { healer, logger, stream } = this.#options
    for (;;) {
      try {
        const page = await healer.readPage(request, signal)
        this.#backoff = INITIAL_BACKOFF
        return page
      } catch (error) {
        if (isCausedBy(error, signal) || !(error instanceof SourceError)) throw error
        if (error.backoff === 'blocked') throw error
        const retryInMs = this.#delayAfter(error)
        logger.warn(
          { event: 'gap.page-failed', stream: stream.id, code: error.code, retryInMs },
          error.message,
        )
        await sleep(retryInMs, signal)
      }
    }
  }

  #delayAfter(error: SourceError): number {
    const { delayMs, state } = nextBackoff(
      this.#backoff,
      { kind: error.backoff, notBeforeMs: error.notBeforeMs, isProven: false, livedMs: 0 },
      { nowMs: this.#options.clock.nowMs(), jitter: Math.random },
    )
    this.#backoff = state
    return delayMs
  }

  async #send(
    pages: readonly { readonly page: FoundPage; readonly search: PlannedSearch }[],
    wound: Wound,
    signal: AbortSignal,
    outcome: GapHealing['outcome'],
  ): Promise<void> {
    const { fromMs, toMs } = wound.gap
    const posts = pages.flatMap(({ page, search }) =>
      page.posts.flatMap(({ post, quotedText, raw }) => {
        const keywordIds = keywordsOf(
          wound,
          assignFound(search, documentOfPost(post, quotedText)),
          post,
        )
        return keywordIds.length > 0 ? [{ post, raw, keywordIds }] : []
      }),
    )
    const unreadable = pages.flatMap(({ page }) => page.unreadable)
    if (posts.length === 0 && unreadable.length === 0 && outcome === null) return
    const found = { posts, unreadable, receivedAtMs: this.#options.clock.nowMs() }
    await this.#options.send(found, { fromMs, toMs, outcome }, signal)
  }

  /** Tells the ledger why the gap is still one, once for each reason. */
  async #report(
    gap: ClosedGap,
    problem: { code: string; detail: string },
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#reported.get(keyOf(gap)) === problem.code) return
    this.#reported.set(keyOf(gap), problem.code)
    const { fromMs, toMs } = gap
    const found = { posts: [], unreadable: [], receivedAtMs: this.#options.clock.nowMs() }
    const outcome = { kind: 'failed', ...problem } as const
    await this.#options.send(found, { fromMs, toMs, outcome }, signal)
  }
}

/** Of the versions a post matches, those keywords whose version the stream was delivering when it was posted. */
function keywordsOf(wound: Wound, versions: readonly string[], post: Post): KeywordId[] {
  const atMs = post.createdAtMs + wound.skewMs
  const moment = [{ fromMs: atMs, toMs: atMs + 1 }]
  const ids = wound.gap.keywords
    .filter(({ id, version }) => versions.includes(`${id} ${version}`))
    .filter(({ spans }) => intersectSpans(spans, moment).length > 0)
    .map(({ id }) => id)
  return [...new Set(ids)]
}

function leave({ id, reason }: { id: string; reason: string }): LeftOutKeyword {
  return { keywordId: asKeywordId(id.split(' ')[0]!), reason }
}

function keyOf({ fromMs, toMs }: ClosedGap): string {
  return `${fromMs}-${toMs}`
}
