/**
 * X's ids: `(unix_ms - 1288834974657) << 22`, the low 22 bits for many in one millisecond. Strings:
 * they do not fit a number.
 */
const X_EPOCH_MS = 1_288_834_974_657n
const LOW_BITS = 22n
/**
 * Made-up ids of the past keep the upper half of the low bits, so that they never meet the ids that
 * are given out.
 */
const SEQUENCE_LIMIT = 2 ** 21
/** 19 digits, which lines are patched with, begin in May 2018. */
const MIN_MS = 1_527_300_000_000

export interface Stamp {
  readonly id: string
  readonly createdAtMs: number
}

export interface Snowflakes {
  /**
   * The next id: strictly above every one before it; its time is `atMs`, or later when ids had
   * already reached beyond.
   */
  next(atMs: number): Stamp
}

export function createSnowflakes(): Snowflakes {
  let lastMs = MIN_MS
  let sequence = -1
  return {
    next(atMs) {
      const wantedMs = Math.floor(atMs)
      if (wantedMs > lastMs) {
        lastMs = wantedMs
        sequence = 0
      } else if (++sequence === SEQUENCE_LIMIT) {
        lastMs++
        sequence = 0
      }
      return { id: snowflakeAt(lastMs, sequence), createdAtMs: lastMs }
    },
  }
}

/** An id for something that was made at `atMs`, outside the sequence; `salt` is 0..2^21-1. */
export function pastSnowflake(atMs: number, salt: number): string {
  return snowflakeAt(Math.floor(atMs), SEQUENCE_LIMIT + (salt % SEQUENCE_LIMIT))
}

/** The smallest id of a millisecond. */
export function snowflakeAt(atMs: number, low = 0): string {
  return String(((BigInt(atMs) - X_EPOCH_MS) << LOW_BITS) | BigInt(low))
}

export function snowflakeTimeMs(id: string): number {
  return Number((BigInt(id) >> LOW_BITS) + X_EPOCH_MS)
}
