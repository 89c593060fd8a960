/** Cuts an interval into the whole minutes or hours that are counted, and the ragged edges that only the posts know. */
import type { Span } from '../domain/coverage.ts'

export interface UnitSplit {
  /** Numbers of the whole units since the Unix epoch: from inclusive, to exclusive; equal when there is none. */
  readonly fromUnit: number
  readonly toUnit: number
  /** At most two, in order; an interval inside one unit is a single edge. */
  readonly edges: readonly Span[]
}

export function splitUnits(fromMs: number, toMs: number, unitMs: number): UnitSplit {
  const fromUnit = Math.ceil(fromMs / unitMs)
  const toUnit = Math.floor(toMs / unitMs)
  if (toMs <= fromMs) return { fromUnit, toUnit: fromUnit, edges: [] }
  if (toUnit <= fromUnit) return { fromUnit, toUnit: fromUnit, edges: [{ fromMs, toMs }] }
  const edges = [
    { fromMs, toMs: fromUnit * unitMs },
    { fromMs: toUnit * unitMs, toMs },
  ].filter((edge) => edge.fromMs < edge.toMs)
  return { fromUnit, toUnit, edges }
}
