/** A keyword's series as the chart draws it. Pure. Times in seconds, as uPlot counts them. */
import type { WireSeriesPoint } from '../../domain/wire.ts'

export interface BlindSpan {
  fromSec: number
  toSec: number
}

export interface SeriesShape {
  /** Start of each bucket. */
  starts: number[]
  /** Posts per finished bucket; null where there was no coverage and nothing came: unknown, which is not zero. */
  counts: (number | null)[]
  /** The same for the bucket that is not over yet; null everywhere else. */
  running: (number | null)[]
  /** Where coverage was not whole although the keyword was there, neighbours joined: hatched. */
  blind: BlindSpan[]
  /** Up to here the keyword did not exist: nothing is missing there. The beginning of the interval when it always did. */
  trackedFromSec: number
  /** Highest count; 0 without any. */
  peak: number
  /** The whole interval, to the end of its last bucket. */
  fromSec: number
  toSec: number
}

/** Clocks and bucket borders do not meet to the millisecond: a hair less than whole is whole. */
const WHOLE = 0.999

/** `createdMs` is when the keyword was added. */
export function shapeSeries(
  points: readonly WireSeriesPoint[],
  bucketMs: number,
  nowMs: number,
  createdMs: number,
): SeriesShape {
  const firstMs = Date.parse(points[0]?.at ?? '') || 0
  const shape: SeriesShape = {
    starts: [],
    counts: [],
    running: [],
    blind: [],
    peak: 0,
    trackedFromSec: Math.max(firstMs, Math.min(createdMs, nowMs)) / 1000,
    fromSec: firstMs / 1000,
    toSec: (firstMs + points.length * bucketMs) / 1000,
  }
  for (const point of points) {
    const atMs = Date.parse(point.at)
    const value = point.coverage === 0 && point.posts === 0 ? null : point.posts
    const isRunning = atMs + bucketMs > nowMs
    shape.starts.push(atMs / 1000)
    shape.counts.push(isRunning ? null : value)
    shape.running.push(isRunning ? value : null)
    shape.peak = Math.max(shape.peak, point.posts)
    // Neither the future nor the time before the keyword is a gap.
    const fromMs = Math.max(atMs, createdMs)
    const toMs = Math.min(atMs + bucketMs, nowMs)
    // The bucket in which it was added is never wholly covered.
    const isBlind = createdMs > atMs ? point.coverage === 0 : point.coverage < WHOLE
    if (isBlind && fromMs < toMs) {
      addBlind(shape.blind, fromMs / 1000, toMs / 1000)
    }
  }
  return shape
}

function addBlind(spans: BlindSpan[], fromSec: number, toSec: number): void {
  const last = spans.at(-1)
  if (last !== undefined && last.toSec >= fromSec) last.toSec = toSec
  else spans.push({ fromSec, toSec })
}

/** A round number at or above the peak, so that the axis does not change with every post. */
export function axisCeiling(peak: number): number {
  if (peak <= 4) return 4
  const magnitude = 10 ** Math.floor(Math.log10(peak))
  const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]
  const step = steps.find((candidate) => candidate * magnitude >= peak * 1.04) ?? 12
  return step * magnitude
}
