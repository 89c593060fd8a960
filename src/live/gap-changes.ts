/** Turns the coverage ledger into `gap` events: one when a gap opens, one when it (or a part of it) is healed. */
import type { CoverageInterval } from '../domain/coverage.ts'
import { wireCoverageInterval } from '../domain/to-wire.ts'
import type { ChangeLog } from './change-log.ts'
import { sseEvent } from './sse.ts'

/**
 * How far back a gap can still be healed: X's recent search reaches seven days. Older ones are not watched.
 */
export const GAP_HORIZON_MS = 7 * 86_400_000

/**
 * `look` compares the ledger since `fromMs` with the last time. The first look publishes nothing: gaps that were there
 * before are read from the coverage, not from the live events. Answers whether anything was published.
 */
export function createGapChanges(
  log: ChangeLog,
): (intervals: readonly CoverageInterval[], fromMs: number) => boolean {
  let known: Map<string, CoverageInterval['state']> | null = null
  return (intervals, fromMs) => {
    const versionBefore = log.version
    const seen = new Map<string, CoverageInterval['state']>()
    for (const interval of intervals) {
      if (interval.state !== 'gap' && interval.state !== 'healed') continue
      // Cut off by the horizon: its beginning moves with every look, so it has no identity any more.
      if (interval.fromMs <= fromMs) continue
      const key = `${interval.streamId} ${interval.fromMs}`
      seen.set(key, interval.state)
      if (known && known.get(key) !== interval.state) {
        log.publish(key, () => sseEvent('gap', wireCoverageInterval(interval)))
      }
    }
    known = seen
    return log.version !== versionBefore
  }
}
