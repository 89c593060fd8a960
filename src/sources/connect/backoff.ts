/**
 * When to try again, as X asks for it ("handling disconnections"); used for every network. Pure: state in, state out.
 *
 *   network     an established connection dropped: at once, then +250 ms for each failure, to 16 s
 *   http        5 s, doubling to 320 s
 *   rate-limit  60 s, doubling to the 15 minutes of a window; or until the reset the network named, if that is later
 *   blocked     somebody has to do something first: a slow probe, 5 minutes doubling to 30
 *
 * Counters go back to zero only after a connection has proved itself, by data or two keep-alives, and has lived for a
 * while: an accepted connection that dies at once is the usual way into a reconnect storm. A connection that proved
 * itself but was short gets its one immediate retry, and the next one waits as if it had failed.
 */
import type { BackoffKind, SourceItem } from '../source.ts'

/** Failures in a row, by kind. Plain data. */
export interface BackoffState {
  readonly failures: Readonly<Record<BackoffKind, number>>
  /** The immediate retry is used up until a connection has proved itself and lived. */
  readonly atOnceSpent: boolean
}

export const INITIAL_BACKOFF: BackoffState = {
  failures: { network: 0, http: 0, 'rate-limit': 0, blocked: 0 },
  atOnceSpent: false,
}

export interface ConnectionEnd {
  readonly kind: BackoffKind
  /** Not before this time (ms), when the network named one. */
  readonly notBeforeMs: number | null
  /** It had delivered data or two keep-alives; see createConnectionProof. */
  readonly isProven: boolean
  /** How long the connection was open; 0 when it never was. */
  readonly livedMs: number
}

/** A connection shorter than this, X's keep-alive period, is no reason to forget earlier failures. */
export const LIVED_MS = 20_000
/** No window of X is longer than a day: a reset beyond that is not believed. */
const MAX_WAIT_MS = 25 * 3_600_000
const JITTER_RATIO = 0.1

const TABLE: Readonly<Record<BackoffKind, (failures: number) => number>> = {
  network: (failures) => Math.min(250 * failures, 16_000),
  http: (failures) => doubling(5_000, failures, 320_000),
  'rate-limit': (failures) => doubling(60_000, failures, 15 * 60_000),
  blocked: (failures) => doubling(300_000, failures, 1_800_000),
}

/**
 * How long to wait after `end`, and the state to remember. `jitter()` answers 0..1 (Math.random; a constant in tests)
 * and only ever adds, up to a tenth: the table's waits are lower bounds.
 */
export function nextBackoff(
  state: BackoffState,
  end: ConnectionEnd,
  options: { nowMs: number; jitter: () => number },
): { delayMs: number; state: BackoffState } {
  const isEstablished = end.isProven && end.livedMs >= LIVED_MS
  const base = isEstablished ? INITIAL_BACKOFF : state
  if (end.kind === 'network' && end.isProven && !base.atOnceSpent && end.notBeforeMs === null) {
    return { delayMs: 0, state: { ...base, atOnceSpent: true } }
  }
  const failures = base.failures[end.kind] + 1
  const resetMs = end.notBeforeMs === null ? 0 : end.notBeforeMs - options.nowMs
  const waitMs = Math.max(TABLE[end.kind](failures), Math.min(resetMs, MAX_WAIT_MS))
  return {
    delayMs: Math.round(waitMs * (1 + JITTER_RATIO * options.jitter())),
    state: { ...base, failures: { ...base.failures, [end.kind]: failures } },
  }
}

function doubling(firstMs: number, failures: number, mostMs: number): number {
  return Math.min(firstMs * 2 ** (failures - 1), mostMs)
}

const PROOF_KEEP_ALIVES = 2

/** Watches one connection's items: proven by a post, or by two keep-alives. A rejected line proves nothing. */
export function createConnectionProof(): {
  readonly isProven: boolean
  observe(items: readonly SourceItem[]): void
} {
  let isProven = false
  let keepAlives = 0
  return {
    get isProven() {
      return isProven
    },
    observe(items) {
      if (isProven) return
      for (const item of items) {
        if (item.kind === 'post') isProven = true
        else if (item.kind === 'heartbeat') keepAlives += item.keepAlives ?? 1
      }
      if (keepAlives >= PROOF_KEEP_ALIVES) isProven = true
    },
  }
}
