/**
 * Keeps the network's rules in line with the active keywords while a stream is held, without touching its connection.
 * Owns: when to look (woken by `keywords`, else every two seconds), what has been applied, retries. The network's own
 * `NetworkRules` knows how; the store is told per keyword what became of it.
 */
import type { KeywordId, StreamId } from '../domain/ids.ts'
import type { ActiveKeyword } from '../domain/keyword.ts'
import type { Network } from '../domain/post.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import { isCausedBy } from '../lib/abort.ts'
import type { Clock } from '../lib/clock.ts'
import { messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import { SignalLatch } from '../lib/signal-latch.ts'
import { sleep } from '../lib/sleep.ts'
import type { Wake } from '../lib/wake.ts'
import { INITIAL_BACKOFF, nextBackoff } from '../sources/connect/backoff.ts'
import { SourceError, type NetworkRules, type RuleReport } from '../sources/source.ts'
import { StoreError, type Store } from '../store/store.ts'

const POLL_MS = 2_000
/** Rules edited elsewhere are noticed this late at most; X allows 450 reads in 15 minutes. */
const RECHECK_MS = 60_000

export interface KeepRulesOptions {
  readonly streamId: StreamId
  readonly epoch: number
  readonly network: Network
  /** Null where the network does not filter: every keyword is live while the stream is. */
  readonly rules: NetworkRules | null
  readonly store: Store
  readonly wake: Wake<WakeTopic>
  readonly clock: Clock
  readonly logger: Logger
  /** New keywords are in force: for the local matcher. */
  readonly onKeywords: (keywords: readonly ActiveKeyword[]) => void
}

type OwnReport = Omit<RuleReport, 'status'> & { readonly status: 'live' | 'pending' }

export class RulesKeeper {
  readonly #options: KeepRulesOptions
  #applied: string | null = null
  #appliedAtMs = 0
  #backoff = INITIAL_BACKOFF
  #isConnected = false
  readonly #changed = new SignalLatch()

  constructor(options: KeepRulesOptions) {
    this.#options = options
  }

  /** Brings rules in line now, if anything changed; throws SourceError when the network does not take them. */
  async apply(signal: AbortSignal): Promise<void> {
    const { store, clock, rules, streamId, epoch } = this.#options
    const keywords = await store.listActiveKeywords(this.#options.network)
    const wanted = JSON.stringify(keywords)
    const isChange = wanted !== this.#applied
    if (!isChange && clock.nowMs() - this.#appliedAtMs < RECHECK_MS) return
    const reports: readonly (RuleReport | OwnReport)[] = rules
      ? await rules.apply(keywords, signal)
      : keywords.map(({ id, version }) => ownReport(id, version, this.#isConnected))
    if (isChange) this.#options.onKeywords(keywords)
    await store.writeDeliveries(streamId, epoch, clock.nowMs(), reports)
    this.#applied = wanted
    this.#appliedAtMs = clock.nowMs()
    this.#options.wake.publish('streams')
  }

  /** Where the network does not filter a keyword is delivered exactly while the stream is live: told at once. */
  setConnected(isConnected: boolean): void {
    if (this.#options.rules !== null || isConnected === this.#isConnected) return
    this.#isConnected = isConnected
    this.#applied = null
    this.#changed.set()
  }

  /** Other keywords are active than those applied last. */
  async isOutOfDate(): Promise<boolean> {
    try {
      const keywords = await this.#options.store.listActiveKeywords(this.#options.network)
      return JSON.stringify(keywords) !== this.#applied
    } catch (error) {
      // The database does not answer: nothing is known to have changed.
      if (error instanceof StoreError) return false
      throw error
    }
  }

  /** The next apply asks the network, whatever was applied before: its rules may be gone. */
  recheck(): void {
    this.#appliedAtMs = 0
  }

  /** Goes on until the signal fires; failures are logged and tried again as the back-off table has it. */
  async run(signal: AbortSignal): Promise<void> {
    const unsubscribe = this.#options.wake.subscribe('keywords', () => this.#changed.set())
    try {
      for (;;) {
        await this.#changed.wait(POLL_MS, signal)
        await this.#applyOrWait(signal)
      }
    } finally {
      unsubscribe()
    }
  }

  async #applyOrWait(signal: AbortSignal): Promise<void> {
    const { clock, logger, streamId } = this.#options
    try {
      await this.apply(signal)
      this.#backoff = INITIAL_BACKOFF
    } catch (error) {
      if (isCausedBy(error, signal)) throw error
      if (!(error instanceof SourceError || error instanceof StoreError)) throw error
      const failure = error instanceof SourceError ? error : null
      const nowMs = clock.nowMs()
      const { delayMs, state } = nextBackoff(
        this.#backoff,
        {
          kind: failure?.backoff ?? 'http',
          notBeforeMs: failure?.notBeforeMs ?? null,
          isProven: false,
          livedMs: 0,
        },
        { nowMs, jitter: Math.random },
      )
      this.#backoff = state
      logger.warn(
        {
          event: 'rules.failed',
          stream: streamId,
          code: error.code,
          detail: messageOf(error),
          retryInMs: delayMs,
        },
        'keywords could not be brought to the network, trying again',
      )
      await sleep(delayMs, signal)
    }
  }
}

function ownReport(keywordId: KeywordId, version: number, isConnected: boolean): OwnReport {
  return { keywordId, version, status: isConnected ? 'live' : 'pending', problem: null }
}
