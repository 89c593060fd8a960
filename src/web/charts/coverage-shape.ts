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
