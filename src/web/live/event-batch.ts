/**
 * Collects live events and hands them on once per animation frame: 200 posts a second are a dozen renders, not 200.
 * A hidden tab gets no frames; what waits meanwhile is bounded, the oldest posts go first (nobody keeps more than that).
 */
import type { LiveEvent } from './live-event.ts'

export interface EventBatchOptions {
  /** `requestAnimationFrame` in the page; calls back once, later. */
  scheduleFrame: (callback: () => void) => void
  deliver: (events: readonly LiveEvent[]) => void
  maxWaiting: number
}

export class EventBatch {
  readonly #options: EventBatchOptions
  #waiting: LiveEvent[] = []
  #isScheduled = false

  constructor(options: EventBatchOptions) {
    this.#options = options
  }

  add(event: LiveEvent): void {
    this.#waiting.push(event)
    // Trimmed in chunks, so that a long wait does not copy the list for every event.
    if (this.#waiting.length >= this.#options.maxWaiting * 2) this.#trim()
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#options.scheduleFrame(() => this.#flush())
  }

  /** Forgets what waits: it belongs to a connection that is no longer wanted. */
  clear(): void {
    this.#waiting = []
  }

  #flush(): void {
    this.#isScheduled = false
    if (this.#waiting.length > this.#options.maxWaiting) this.#trim()
    const events = this.#waiting
    this.#waiting = []
    if (events.length > 0) this.#options.deliver(events)
  }

  #trim(): void {
    const surplus = this.#waiting.length - this.#options.maxWaiting
    let dropped = 0
    this.#waiting = this.#waiting.filter((event) => {
      if (event.kind !== 'post' || dropped >= surplus) return true
      dropped++
      return false
    })
  }
}
