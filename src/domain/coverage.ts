/**
 * The coverage ledger's words. For each stream the time since its creation is cut into intervals that touch:
 * live (bytes were arriving), gap (it was to run and was blind), healed (a gap filled afterwards), stopped (told to).
 * INV-5: every second in which a stream was to run is live, healed or gap. Liveness is bytes, never matches.
 */
import type { StreamId } from './ids.ts'

export const COVERAGE_STATES = ['live', 'gap', 'healed', 'stopped'] as const
export type CoverageState = (typeof COVERAGE_STATES)[number]

export interface CoverageInterval {
  readonly streamId: StreamId
  readonly fromMs: number
  readonly toMs: number
  readonly state: CoverageState
  /** Stable word for why it is not live: `starting`, `disconnected`, `stalled`, `process-lost`, `shutdown`, `blocked`, … */
  readonly reason: string | null
  readonly healedBy: string | null
  /** Posts recovered by healing. */
  readonly recovered: number
}

/**
 * "From `atMs` on the stream is in `state`." Marks of one stream come in time order.
 * A live interval ends at the last byte (`coveredUntilMs` of the batch that carries it), not where the next mark begins:
 * what lies between is a gap, with the next mark's `gapReason`.
 */
export interface CoverageMark {
  readonly atMs: number
  readonly state: 'live' | 'gap' | 'stopped'
  readonly reason: string | null
}

export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** Parts common to both lists; each list is sorted and its spans do not overlap. */
export function intersectSpans(left: readonly Span[], right: readonly Span[]): Span[] {
  const result: Span[] = []
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const a = left[i]!
    const b = right[j]!
    const fromMs = Math.max(a.fromMs, b.fromMs)
    const toMs = Math.min(a.toMs, b.toMs)
    if (fromMs < toMs) result.push({ fromMs, toMs })
    if (a.toMs < b.toMs) i++
    else j++
  }
  return result
}

/** One sorted list without overlaps that covers whatever any span covers. */
export function uniteSpans(spans: readonly Span[]): Span[] {
  const sorted = spans
    .filter((span) => span.fromMs < span.toMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
  const result: Span[] = []
  for (const span of sorted) {
    const last = result.at(-1)
    if (last && span.fromMs <= last.toMs) {
      result[result.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) }
    } else result.push(span)
  }
  return result
}

/** Part (0..1) of `[fromMs, toMs)` that `spans` (sorted, no overlaps) cover; 0 for an empty interval. */
export function coveredRatio(spans: readonly Span[], fromMs: number, toMs: number): number {
  if (toMs <= fromMs) return 0
  let coveredMs = 0
  for (const span of spans) {
    coveredMs += Math.max(0, Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs))
  }
  return coveredMs / (toMs - fromMs)
}
