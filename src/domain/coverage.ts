/**
 * The coverage ledger's words. For each stream the time since its creation is cut into intervals that touch:
 * live (bytes were arriving), gap (it was to run and was blind), healed (a gap filled afterwards), stopped (told to).
 * INV-5: every second in which a stream was to run is live, healed or gap. Liveness is bytes, never matches.
 */
import type { KeywordId, StreamId } from './ids.ts'

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
  /** Posts recovered by healing; of a gap, by healing that has not come to its end. */
  readonly recovered: number
  /** What healing has to say of itself; null when nothing was tried. */
  readonly healing: HealingNote | null
}

/** What is known of a healed interval beyond its posts, or why a gap could not be healed yet. */
export interface HealingNote {
  /** What the way of healing cannot give, in stable words: `reposts`, `quoted-text`, `deleted`. */
  readonly missing: readonly string[]
  /** Keywords that could not be asked for: for them the interval is still a gap. */
  readonly leftOut: readonly LeftOutKeyword[]
  /** Of a gap: what went wrong last. */
  readonly problem: { readonly code: string; readonly detail: string } | null
}

export interface LeftOutKeyword {
  readonly keywordId: KeywordId
  readonly reason: string
}

/** A closed gap, with what has to be asked for to heal it. */
export interface ClosedGap {
  readonly fromMs: number
  readonly toMs: number
  /** Keywords that are still tracked and that the stream was delivering at some time of the gap; never empty. */
  readonly keywords: readonly GapKeyword[]
}

/** One version of a keyword; `spans` are its times of delivery, not clipped to the gap. */
export interface GapKeyword {
  readonly id: KeywordId
  readonly version: number
  readonly query: string
  readonly spans: readonly Span[]
}

/** What a batch of healing says of its gap, which is named by its two ends. */
export interface GapHealing {
  readonly fromMs: number
  readonly toMs: number
  /** Null while more is to come. */
  readonly outcome: HealingOutcome | null
}

export type HealingOutcome =
  | {
      readonly kind: 'healed'
      /** Later than the gap's beginning where healing could not reach back so far: the part before stays a gap. */
      readonly fromMs: number
      readonly healedBy: string
      readonly missing: readonly string[]
      readonly leftOut: readonly LeftOutKeyword[]
    }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string }

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
