/** A coverage ledger as a strip: where each interval begins and how wide it is, as parts of the whole. Pure. */
import type { CoverageState } from '../../domain/coverage.ts'
import type { WireCoverageInterval } from '../../domain/wire.ts'

export interface CoverageSegment {
  state: CoverageState
  /** 0..1 of the strip. */
  left: number
  width: number
  interval: WireCoverageInterval
}

/** Cut to the strip; intervals outside are left out. */
export function shapeCoverage(
  intervals: readonly WireCoverageInterval[],
  fromMs: number,
  toMs: number,
): CoverageSegment[] {
  const spanMs = toMs - fromMs
  return intervals.flatMap((interval) => {
    const startMs = Math.max(fromMs, Date.parse(interval.from))
    const endMs = Math.min(toMs, Date.parse(interval.to))
    if (endMs <= startMs) return []
    return [
      {
        state: interval.state,
        left: (startMs - fromMs) / spanMs,
        width: (endMs - startMs) / spanMs,
        interval,
      },
    ]
  })
}

/** A stream younger than the strip would be a speck at its end: the strip then begins with the stream. */
const MIN_SPAN_MS = 10 * 60_000

/** Where the strip begins: `fromMs`, or with the first interval, but never less than ten minutes back. */
export function stripStartMs(
  intervals: readonly WireCoverageInterval[],
  fromMs: number,
  toMs: number,
): number {
  const firstMs = intervals.reduce(
    (earliest, interval) => Math.min(earliest, Date.parse(interval.from)),
    toMs,
  )
  return Math.max(fromMs, Math.min(firstMs, toMs - MIN_SPAN_MS))
}
