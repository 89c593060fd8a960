import type { WakeTopic } from '../domain/wake-topic.ts'
import { isCausedBy } from '../lib/abort.ts'
import { AppError, messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import { SignalLatch } from '../lib/signal-latch.ts'
import { sleep } from '../lib/sleep.ts'
import type { Wake } from '../lib/wake.ts'

export interface WatcherOptions {
  /** For the log: `posts`, `streams`, `gaps`. */
  readonly subject: string
  readonly wake: Wake<WakeTopic>
  readonly topics: readonly WakeTopic[]
  /** Hints may be lost: looks this often in any case. */
  readonly pollMs: number
  /** Never more often than this, however many hints come. */
  readonly minGapMs: number
  readonly look: (signal: AbortSignal) => Promise<void>
  readonly logger: Logger
}

/** Looks at the database at once, then when a hint comes, at the latest after `pollMs`, until the signal fires. */
export class Watcher {
  readonly #options: WatcherOptions
  readonly #latch = new SignalLatch()
  #isFailing = false

  constructor(options: WatcherOptions) {
    this.#options = options
  }

  /** Look now (or right after the look that is under way). */
  nudge(): void {
    this.#latch.set()
  }

  /** Returns when the signal fires. A failed look is logged once per outage and tried again: it never ends the loop. */
  async run(signal: AbortSignal): Promise<void> {
    const { wake, topics, pollMs, minGapMs } = this.#options
    const unsubscribe = topics.map((topic) => wake.subscribe(topic, () => this.#latch.set()))
    try {
      for (;;) {
        await this.#lookOnce(signal)
        if (minGapMs > 0) await sleep(minGapMs, signal)
        await this.#latch.wait(Math.max(0, pollMs - minGapMs), signal)
      }
    } catch (error) {
      if (!isCausedBy(error, signal)) throw error
    } finally {
      for (const end of unsubscribe) end()
    }
  }

  async #lookOnce(signal: AbortSignal): Promise<void> {
    const { look, logger, subject, pollMs } = this.#options
    try {
      await look(signal)
      this.#isFailing = false
    } catch (error) {
      signal.throwIfAborted()
      if (!this.#isFailing) {
        this.#isFailing = true
        const event = { event: 'live.read-failed', subject, detail: messageOf(error) }
        if (error instanceof AppError) logger.warn(event, `the live ${subject} cannot be read now`)
        else logger.error({ ...event, err: error }, `reading the live ${subject} failed`)
      }
      // Hints go on coming while the database is away; they must not make this a busy loop.
      await sleep(pollMs, signal)
    }
  }
}
