/**
 * The idle watchdog of one connection: says so, once, when nothing was fed for a while.
 *
 * A connection that went silent gives no error, for hours (half-open TCP): silence is the only sign. Whoever reads
 * pauses the watchdog while the bytes read are being worked on, so that a slow writer is not taken for a silent network.
 */

export interface Watchdog {
  /** Something came: the time begins again. */
  feed(): void
  /** Stops the time until the next `feed`. */
  pause(): void
  /** From now on, and from this moment, another time-out holds. */
  setTimeoutMs(timeoutMs: number): void
  [Symbol.dispose](): void
}

/** `onSilence` is called at most once, after which the watchdog is spent. */
export function createWatchdog(options: { timeoutMs: number; onSilence: () => void }): Watchdog {
  let timeoutMs = options.timeoutMs
  // Monotonic: a clock that is set must neither end a healthy connection nor keep a dead one.
  let fedAtMs = performance.now()
  let isPaused = false
  let isSpent = false
  let timer: NodeJS.Timeout | undefined

  // One timer for the life of the connection: a post every few microseconds only notes the time.
  const arm = (inMs: number): void => {
    clearTimeout(timer)
    timer = setTimeout(look, inMs)
  }
  const look = (): void => {
    timer = undefined
    const leftMs = fedAtMs + timeoutMs - performance.now()
    if (leftMs > 0) arm(Math.ceil(leftMs))
    // This process may have been busy, not the network silent: bytes that wait in the socket are read before the verdict.
    else setImmediate(decide)
  }
  const decide = (): void => {
    if (isPaused || isSpent || timer !== undefined) return
    if (fedAtMs + timeoutMs > performance.now()) return look()
    isSpent = true
    options.onSilence()
  }
  arm(timeoutMs)

  return {
    feed() {
      fedAtMs = performance.now()
      isPaused = false
      if (timer === undefined && !isSpent) arm(timeoutMs)
    },
    pause() {
      isPaused = true
    },
    setTimeoutMs(ms) {
      if (isSpent) return
      timeoutMs = ms
      fedAtMs = performance.now()
      arm(ms)
    },
    [Symbol.dispose]() {
      isSpent = true
      clearTimeout(timer)
      timer = undefined
    },
  }
}
