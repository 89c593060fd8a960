/**
 * One stream, held: attempt after attempt until told to stop. The loop is thin: the state machine says what is next,
 * the error says how long to wait, the pipeline does the work.
 *
 * Places where the loop goes round again, and what keeps it from spinning:
 *   - a connection ended or failed → the back-off table (connect/backoff.ts); it is reset only by a connection that proved itself;
 *   - `start` or a new keyword while waiting → tries at once, at most once per command;
 *   - the store does not answer while the state is written → the state is written with the next change, the loop does not wait for it.
 */
import { BatchBuilder } from '../batch-builder.ts'
import type { KeywordId } from '../domain/ids.ts'
import type { Post } from '../domain/post.ts'
import type { Stream, StreamProblem, StreamState } from '../domain/stream.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import type { JournalSender } from '../journal/journal.ts'
import { isCausedBy } from '../lib/abort.ts'
import type { Clock } from '../lib/clock.ts'
import { messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import { RateMeter } from '../lib/rate-meter.ts'
import { sleep } from '../lib/sleep.ts'
import { SignalLatch } from '../lib/signal-latch.ts'
import type { Wake } from '../lib/wake.ts'
import { flush, runConnection, type StreamStages } from '../pipeline.ts'
import { createConnectionProof, INITIAL_BACKOFF, nextBackoff } from '../sources/connect/backoff.ts'
import { SourceError, type Source } from '../sources/source.ts'
import { StoreError, type Store } from '../store/store.ts'
import { BUDGET_CODE, BudgetGuard } from './budget-guard.ts'
import { keepUsage } from './keep-usage.ts'
import { GapKeeper } from './heal-gaps.ts'
import { RulesKeeper, type KeepRulesOptions } from './keep-rules.ts'
import { EVENT_OF_FAILURE, transition, type StreamEvent } from './stream-state.ts'
import { VolumeWatch, type VolumeDrop } from './volume-watch.ts'

/** The network has no rule to match: a keyword cures it, nothing else does. */
const NO_RULES_CODE = 'x.no-rules'
const KEYWORD_POLL_MS = 1_000
const MINUTE_MS = 60_000
/** Longer than any timer can wait is a month: the budget is looked at again after a day. */
const MAX_BUDGET_WAIT_MS = 24 * 3_600_000

export interface RunStreamOptions {
  readonly stream: Stream
  readonly source: Source
  readonly match: (post: Post) => readonly KeywordId[]
  readonly onKeywords: KeepRulesOptions['onKeywords']
  readonly journal: JournalSender
  readonly store: Store
  readonly wake: Wake<WakeTopic>
  readonly clock: Clock
  readonly logger: Logger
  /** US dollars that reading may cost in a month; null, or left out: no limit. The sandbox costs nothing. */
  readonly budgetUsd?: number | null
}

export class StreamRun {
  readonly #options: RunStreamOptions
  readonly #stages: StreamStages
  readonly #rules: RulesKeeper
  readonly #gaps: GapKeeper | null
  readonly #tryNow = new SignalLatch()
  readonly #budget: BudgetGuard
  readonly #volume = new VolumeWatch()
  #state: StreamState = 'starting'
  #backoff = INITIAL_BACKOFF
  #proof = createConnectionProof()
  #connectedAtMs: number | null = null
  #clockSkewMs: number | null = null
  #problem: StreamProblem | null = null
  #isCommanded = false
  #newConnects = 0
  #statusWrites: Promise<void> = Promise.resolve()

  constructor(options: RunStreamOptions) {
    this.#options = options
    const { stream, clock } = options
    this.#rules = new RulesKeeper({
      ...options,
      streamId: stream.id,
      epoch: stream.epoch,
      network: stream.network,
      rules: options.source.rules,
      onKeywords: (keywords) => {
        // Without rules of its own the network delivers as before, whatever we look for.
        if (options.source.rules !== null) this.#volume.reset()
        options.onKeywords(keywords)
      },
    })
    this.#budget = new BudgetGuard({
      ...options,
      budgetUsd: stream.sandbox ? null : (options.budgetUsd ?? null),
    })
    this.#stages = {
      source: options.source,
      match: options.match,
      journal: options.journal,
      builder: new BatchBuilder(stream.id, stream.epoch),
      meter: new RateMeter(clock),
      onConnected: (item) => this.#connected(item.clockSkewMs),
      onItems: (items) => {
        this.#proof.observe(items)
        this.#volume.add(items.filter(({ kind }) => kind === 'post').length)
      },
    }
    this.#gaps = this.#createGapKeeper()
  }

  /** Ends the wait between attempts: somebody said `start`, or what blocked may be gone. */
  tryNow(): void {
    this.#isCommanded = true
    this.#tryNow.set()
    // A stop that was taken back may have left `stopping` behind.
    this.#event('start', this.#problem)
    this.#gaps?.tryNow()
  }

  /**
   * Runs until the signal fires, then returns once the socket is closed and everything received is with the journal.
   * Throws BatchRefusedError when the stream is held elsewhere, or whatever is a bug.
   */
  async run(signal: AbortSignal): Promise<void> {
    const held = new AbortController()
    const healing = this.#healGaps(AbortSignal.any([signal, held.signal]))
    const usage = keepUsage(
      { ...this.#options, streamId: this.#options.stream.id },
      AbortSignal.any([signal, held.signal]),
    ).catch(() => {})
    try {
      // Whoever held it before may have left `live` behind.
      this.#event('start', null)
      for (;;) {
        signal.throwIfAborted()
        const failure = await this.#attempt(signal)
        await this.#waitAfter(failure, signal)
      }
    } catch (error) {
      if (!isCausedBy(error, signal)) throw error
      this.#event('stop', null)
    } finally {
      held.abort(new Error('the stream is held no longer'))
      await healing
      await usage
      flush(this.#stages)
      await this.#statusWrites
    }
  }

  #createGapKeeper(): GapKeeper | null {
    const { stream, source, journal } = this.#options
    const { healer } = source
    if (!healer) return null
    return new GapKeeper({
      ...this.#options,
      healer: {
        ...healer,
        // A search is billed like the stream: a spent budget is spent for both.
        readPage: async (request, signal) => {
          await this.#budget.check()
          return healer.readPage(request, signal)
        },
      },
      clockSkewMs: () => this.#clockSkewMs ?? stream.clockSkewMs ?? 0,
      send: async (found, healing, signal) => {
        await journal.hasRoom(signal)
        const { builder, meter } = this.#stages
        journal.send(builder.takeRecovered(found, healing, meter.perSecond()))
      },
    })
  }

  /** Beside the connection, whatever that is doing. A bug here leaves the gaps as they are, and the stream alone. */
  async #healGaps(signal: AbortSignal): Promise<void> {
    const { logger, stream } = this.#options
    try {
      await this.#gaps?.run(signal)
    } catch (error) {
      const event = { event: 'gap.bug', stream: stream.id, err: error }
      logger.error(
        event,
        'healing met something unforeseen; gaps stay until the stream is taken again',
      )
    }
  }

  /** Rules, then one connection with its rules kept, to its end; answers why it ended, throws only our own stop and bugs. */
  async #attempt(signal: AbortSignal): Promise<SourceError> {
    const attempt = new AbortController()
    const attemptSignal = AbortSignal.any([signal, attempt.signal])
    let keeping: Promise<unknown> = Promise.resolve()
    try {
      await this.#budget.check()
      this.#rules.recheck()
      await this.#rules.apply(attemptSignal)
      const endOnError = (error: unknown): void => {
        if (!isCausedBy(error, attemptSignal)) attempt.abort(error)
      }
      keeping = Promise.all([
        this.#rules.run(attemptSignal).catch(endOnError),
        this.#budget.watch(attemptSignal).catch(endOnError),
        this.#watchVolume(attemptSignal).catch(endOnError),
      ])
      await runConnection(this.#stages, this.#options.stream.cursor, attemptSignal)
      signal.throwIfAborted()
      return new SourceError('stream.closed', 'The network closed the connection.', {
        backoff: 'network',
      })
    } catch (error) {
      if (isCausedBy(error, signal)) {
        // The connection was healthy until we closed it: the ledger is live up to now.
        if (this.#state === 'live') this.#stages.builder.addHeartbeat(this.#options.clock.nowMs())
        throw error
      }
      if (error instanceof SourceError) return error
      if (error instanceof StoreError) return storeFailure(error)
      throw error
    } finally {
      attempt.abort(new Error('the attempt is over'))
      await keeping
    }
  }

  async #waitAfter(failure: SourceError, signal: AbortSignal): Promise<void> {
    const { clock, logger, stream } = this.#options
    const nowMs = clock.nowMs()
    const wasLive = this.#state === 'live'
    await this.#disconnected(signal)
    const { delayMs, state } = this.#backoffAfter(failure, nowMs)
    this.#backoff = state
    if (failure.clockSkewMs !== null) this.#clockSkewMs = failure.clockSkewMs
    if (wasLive) this.#stages.builder.markGap(failure.code)
    flush(this.#stages)
    logger.warn(
      {
        event: 'stream.failed',
        stream: stream.id,
        code: failure.code,
        retryInMs: delayMs,
        cause: failure.cause === undefined ? undefined : messageOf(failure.cause),
      },
      failure.message,
    )
    // A spent budget says when the stream goes on; everything else, when it is tried again.
    const retryAtMs = failure.code === BUDGET_CODE ? failure.notBeforeMs : nowMs + delayMs
    this.#event(EVENT_OF_FAILURE[failure.backoff], failure.problem(retryAtMs))
    await this.#waitOrCommand(delayMs, failure, signal)
    this.#event('retry', failure.problem(null))
  }

  /** Keywords that only a live stream delivers are not delivered any more; the database may be away, the next attempt says it again. */
  async #disconnected(signal: AbortSignal): Promise<void> {
    if (this.#options.source.rules !== null) return
    this.#rules.setConnected(false)
    try {
      await this.#rules.apply(signal)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
    }
  }

  #backoffAfter(failure: SourceError, nowMs: number): ReturnType<typeof nextBackoff> {
    if (failure.code === BUDGET_CODE && failure.notBeforeMs !== null) {
      const waitMs = Math.max(failure.notBeforeMs - nowMs, 0)
      return { delayMs: Math.min(waitMs, MAX_BUDGET_WAIT_MS), state: this.#backoff }
    }
    const wasLive = this.#state === 'live'
    return nextBackoff(
      this.#backoff,
      {
        kind: failure.backoff,
        notBeforeMs: failure.notBeforeMs,
        isProven: wasLive && this.#proof.isProven,
        livedMs: wasLive && this.#connectedAtMs !== null ? nowMs - this.#connectedAtMs : 0,
      },
      { nowMs, jitter: Math.random },
    )
  }

  /** Waits `delayMs`; `start` ends it early, and so do new keywords when it was their lack that failed. */
  async #waitOrCommand(delayMs: number, failure: SourceError, signal: AbortSignal): Promise<void> {
    this.#tryNow.clear()
    this.#isCommanded = false
    if (failure.code !== NO_RULES_CODE) return this.#tryNow.wait(delayMs, signal)
    const unsubscribe = this.#options.wake.subscribe('keywords', () => this.#tryNow.set())
    try {
      const untilMs = performance.now() + delayMs
      while (performance.now() < untilMs) {
        await this.#tryNow.wait(KEYWORD_POLL_MS, signal)
        if (this.#isCommanded || (await this.#rules.isOutOfDate())) return
      }
    } finally {
      unsubscribe()
    }
  }

  /** A connection that lives and delivers next to nothing is shown; ending it would help nobody. */
  async #watchVolume(signal: AbortSignal): Promise<void> {
    let isWarned = false
    for (;;) {
      await sleep(MINUTE_MS, signal)
      if (this.#state !== 'live') continue
      const drop = this.#volume.endMinute()
      if ((drop !== null) === isWarned) continue
      isWarned = drop !== null
      this.#event('start', drop === null ? null : volumeProblem(this.#options.stream, drop))
    }
  }

  #connected(clockSkewMs: number | null): void {
    if (clockSkewMs !== null) this.#clockSkewMs = clockSkewMs
    this.#newConnects++
    this.#connectedAtMs = this.#options.clock.nowMs()
    this.#proof = createConnectionProof()
    this.#rules.setConnected(true)
    this.#event('connected', null)
    this.#options.logger.info(
      { event: 'stream.connected', stream: this.#options.stream.id },
      'connected',
    )
  }

  #event(event: StreamEvent, problem: StreamProblem | null): void {
    this.#state = transition(this.#state, event)
    this.#problem = problem
    const { stream, store, wake, clock, logger } = this.#options
    const status = {
      state: this.#state,
      problem,
      clockSkewMs: this.#clockSkewMs,
      newConnects: this.#newConnects,
    }
    this.#newConnects = 0
    const atMs = clock.nowMs()
    // In order, and never awaited by the data's way: a slow database must not hold up reading.
    this.#statusWrites = this.#statusWrites
      .then(() => store.writeStreamStatus(stream.id, stream.epoch, status, atMs))
      .then(() => wake.publish('streams'))
      .catch((error: unknown) => {
        logger.warn(
          { event: 'stream.status-not-written', stream: stream.id, detail: messageOf(error) },
          'the state could not be written',
        )
      })
  }
}

function volumeProblem({ network }: Stream, { posts, expectedPosts }: VolumeDrop): StreamProblem {
  return {
    code: `${network}.volume-drop`,
    detail: `Only ${posts} posts in 15 minutes, where the hours before let expect about ${expectedPosts}; the connection itself is alive.`,
    retryAtMs: null,
    action:
      'Look at the status page of the network; compare with a search there. Magpie stays connected.',
  }
}

function storeFailure(error: StoreError): SourceError {
  return new SourceError(error.code, 'The database does not answer.', {
    backoff: 'network',
    cause: error,
  })
}
