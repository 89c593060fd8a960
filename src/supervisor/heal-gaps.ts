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
 * failed is asked for again as the back-off table has it (search-gap.ts); a refusal of the account is tried again after 5 to
 * 30 minutes, a gap whose queries are all refused after 30.
 */
import type { ClosedGap, GapHealing } from '../domain/coverage.ts'
import type { Stream } from '../domain/stream.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import { BatchRefusedError } from '../journal/journal.ts'
import { isCausedBy } from '../lib/abort.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { SignalLatch } from '../lib/signal-latch.ts'
import type { Wake } from '../lib/wake.ts'
import { INITIAL_BACKOFF, nextBackoff } from '../sources/connect/backoff.ts'
import { SourceError, type GapHealer } from '../sources/source.ts'
import { StoreError, type Store } from '../store/store.ts'
import { searchGap, TAIL_MS, type FoundPosts, type SearchedGap } from './search-gap.ts'

const LOOK_EVERY_MS = 30_000
const STORE_RETRY_MS = 5_000
/** A gap of which no query was taken is not worth more. */
const REFUSED_RETRY_MS = 30 * 60_000
const NOTHING: FoundPosts = { posts: [], unreadable: [] }

export interface HealGapsOptions {
  readonly stream: Pick<Stream, 'id'>
  readonly healer: GapHealer
  readonly store: Pick<Store, 'listGaps'>
  readonly wake: Wake<WakeTopic>
  readonly clock: Clock
  readonly logger: Logger
  /** This machine's clock against the network's, as last measured. */
  readonly clockSkewMs: () => number
  /** Hands a batch to the journal as soon as there is room. */
  readonly send: (
    found: FoundPosts & { readonly receivedAtMs: number },
    healing: GapHealing,
    signal: AbortSignal,
  ) => Promise<void>
}

export class GapKeeper {
  readonly #options: HealGapsOptions
  readonly #changed = new SignalLatch()
  /** Gaps of which everything was sent, or for which no query can be made. */
  readonly #done = new Set<string>()
  readonly #reported = new Map<string, string>()
  /** Of single gaps, and of all. */
  readonly #retryAtMs = new Map<string, number>()
  #notBeforeMs = 0
  #backoff = INITIAL_BACKOFF

  constructor(options: HealGapsOptions) {
    this.#options = options
  }

  /** What refused may be gone: somebody said `start`. */
  tryNow(): void {
    this.#notBeforeMs = 0
    this.#retryAtMs.clear()
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
        const key = keyOf(gap)
        if (this.#done.has(key)) continue
        const readyAtMs = gap.toMs + TAIL_MS + healer.minAgeMs
        const dueInMs = Math.max(readyAtMs, this.#retryAtMs.get(key) ?? 0) - clock.nowMs()
        if (dueInMs > 0) waitMs = Math.min(waitMs, dueInMs)
        else await this.#heal(gap, signal)
      }
    } catch (error) {
      if (isCausedBy(error, signal)) throw error
      if (error instanceof StoreError) return STORE_RETRY_MS
      if (!(error instanceof SourceError)) throw error
      // It is the account that was refused: other gaps would be too.
      return this.#notBeforeMs - clock.nowMs()
    }
    return waitMs
  }

  async #heal(gap: ClosedGap, signal: AbortSignal): Promise<void> {
    const { healer, clock, logger } = this.#options
    const options = {
      healer,
      clock,
      logger,
      skewMs: this.#options.clockSkewMs(),
      onFound: (found: FoundPosts) => this.#send(gap, found, null, signal),
    }
    try {
      const searched = await searchGap(options, gap, signal)
      this.#backoff = INITIAL_BACKOFF
      await this.#finish(gap, searched, signal)
    } catch (error) {
      if (error instanceof SourceError && !isCausedBy(error, signal)) {
        this.#notBeforeMs = clock.nowMs() + this.#delayAfter(error)
        await this.#report(gap, { code: error.code, detail: error.message }, signal)
      }
      throw error
    }
  }

  /** The last batch of a gap. With no keyword that could be asked for nothing is healed. */
  async #finish(gap: ClosedGap, searched: SearchedGap, signal: AbortSignal): Promise<void> {
    const { healer, logger, clock, stream } = this.#options
    const { fromMs, leftOut, isRefused } = searched
    const key = keyOf(gap)
    const isAnyAsked = gap.keywords.some(
      ({ id }) => !leftOut.some(({ keywordId }) => keywordId === id),
    )
    if (!isAnyAsked) {
      // Perhaps it was not for the queries that the network refused them.
      if (isRefused) this.#retryAtMs.set(key, clock.nowMs() + REFUSED_RETRY_MS)
      else this.#done.add(key)
      const detail = `No keyword could be searched for: ${leftOut.at(-1)!.reason}.`
      await this.#report(gap, { code: 'heal.no-query', detail }, signal)
      return
    }
    this.#done.add(key)
    const { name: healedBy, missing } = healer
    const outcome = { kind: 'healed', fromMs, healedBy, missing, leftOut } as const
    await this.#send(gap, NOTHING, outcome, signal)
    const event = { event: 'gap.healed', stream: stream.id, from: gap.fromMs, to: gap.toMs }
    logger.info(event, 'a gap is healed')
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
    { fromMs, toMs }: ClosedGap,
    found: FoundPosts,
    outcome: GapHealing['outcome'],
    signal: AbortSignal,
  ): Promise<void> {
    const receivedAtMs = this.#options.clock.nowMs()
    await this.#options.send({ ...found, receivedAtMs }, { fromMs, toMs, outcome }, signal)
  }

  /** Says in the log and on the ledger why the gap is still one, once for each reason. */
  async #report(
    gap: ClosedGap,
    problem: { code: string; detail: string },
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#reported.get(keyOf(gap)) === problem.code) return
    this.#reported.set(keyOf(gap), problem.code)
    const { logger, stream } = this.#options
    const event = { event: 'gap.not-healed', stream: stream.id, code: problem.code }
    logger.warn(event, problem.detail)
    await this.#send(gap, NOTHING, { kind: 'failed', ...problem }, signal)
  }
}

function keyOf({ fromMs, toMs }: ClosedGap): string {
  return `${fromMs}-${toMs}`
}
