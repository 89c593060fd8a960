import { rejectOnAbort } from './abort.ts'

/** A latch that waits for "something happened" or a time-out; a set before the wait is not lost. */
export class SignalLatch {
  #isSet = false
  #waiter: (() => void) | null = null

  set(): void {
    this.#isSet = true
    this.#waiter?.()
  }

  /** Forgets what was set before. */
  clear(): void {
    this.#isSet = false
  }

  /** Resolves when set (and clears it), or after `timeoutMs`; rejects with the signal's reason. One waiter at a time. */
  async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#isSet) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, timeoutMs)
      this.#waiter = resolve
      const aborted = rejectOnAbort(signal)
      try {
        await Promise.race([promise, aborted.promise])
      } finally {
        clearTimeout(timer)
        aborted.dispose()
        this.#waiter = null
      }
    }
    this.#isSet = false
  }
}
