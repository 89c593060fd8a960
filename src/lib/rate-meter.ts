import type { Clock } from './clock.ts'

const WINDOW_SECONDS = 10

/** Things per second over the last ten whole seconds; a ring of counters, no timer. */
export class RateMeter {
  readonly #clock: Clock
  readonly #counts = Array.from({ length: WINDOW_SECONDS + 1 }, () => 0)
  #second: number
  readonly #startSecond: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#second = Math.floor(clock.nowMs() / 1000)
    this.#startSecond = this.#second
  }

  mark(count: number): void {
    this.#advance()
    this.#counts[this.#second % this.#counts.length]! += count
  }

  /** Rounded to one decimal; counts the running second only until the first whole one is over. */
  perSecond(): number {
    this.#advance()
    const wholeSeconds = Math.min(WINDOW_SECONDS, this.#second - this.#startSecond)
    if (wholeSeconds === 0) return this.#counts[this.#second % this.#counts.length]!
    let sum = 0
    for (let back = 1; back <= wholeSeconds; back++) {
      sum += this.#counts[(this.#second - back + this.#counts.length) % this.#counts.length]!
    }
    return Math.round((sum / wholeSeconds) * 10) / 10
  }

  #advance(): void {
    const second = Math.floor(this.#clock.nowMs() / 1000)
    // A clock set back must not empty or refill the ring.
    const steps = Math.min(second - this.#second, this.#counts.length)
    for (let step = 1; step <= steps; step++) {
      this.#counts[(this.#second + step) % this.#counts.length] = 0
    }
    if (second > this.#second) this.#second = second
  }
}
