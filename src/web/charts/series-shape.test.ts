import { describe, expect, test } from 'vitest'
import type { WireSeriesPoint } from '../../domain/wire.ts'
import { axisCeiling, shapeSeries } from './series-shape.ts'

const START = Date.UTC(2026, 10, 23, 12)
const MINUTE = 60_000

function points(...buckets: [posts: number, coverage: number][]): WireSeriesPoint[] {
  return buckets.map(([posts, coverage], index) => ({
    at: new Date(START + index * MINUTE).toISOString(),
    posts,
    reposts: 0,
    replies: 0,
    quotes: 0,
    coverage,
  }))
}

const LATER = START + 60 * MINUTE
/** The keyword was there before the interval. */
const LONG_AGO = START - 60 * MINUTE

test('a covered bucket without posts is a zero', () => {
  expect(shapeSeries(points([0, 1]), MINUTE, LATER, LONG_AGO).counts).toEqual([0])
})

test('a bucket without coverage is unknown, not zero', () => {
  const shape = shapeSeries(points([4, 1], [0, 0], [5, 1]), MINUTE, LATER, LONG_AGO)
  expect(shape.counts).toEqual([4, null, 5])
})

test('posts in a bucket without coverage are shown, and the bucket stays hatched', () => {
  const shape = shapeSeries(points([7, 0]), MINUTE, LATER, LONG_AGO)
  expect(shape.counts).toEqual([7])
  expect(shape.blind).toHaveLength(1)
})

test('neighbours without whole coverage are one span; others are apart', () => {
  const { blind } = shapeSeries(points([1, 0.5], [0, 0], [3, 1], [4, 0.9]), MINUTE, LATER, LONG_AGO)
  const sec = START / 1000
  expect(blind).toEqual([
    { fromSec: sec, toSec: sec + 120 },
    { fromSec: sec + 180, toSec: sec + 240 },
  ])
})

test('a hair less than whole is whole', () => {
  expect(shapeSeries(points([1, 0.9995]), MINUTE, LATER, LONG_AGO).blind).toEqual([])
})

describe('the running bucket', () => {
  const nowMs = START + MINUTE + 20_000

  test('stands apart from the finished ones', () => {
    const shape = shapeSeries(points([3, 1], [2, 1]), MINUTE, nowMs, LONG_AGO)
    expect(shape.counts).toEqual([3, null])
    expect(shape.running).toEqual([null, 2])
  })

  test('is hatched only up to now', () => {
    const { blind } = shapeSeries(points([3, 1], [0, 0]), MINUTE, nowMs, LONG_AGO)
    expect(blind).toEqual([{ fromSec: START / 1000 + 60, toSec: nowMs / 1000 }])
  })
})

test('the future is not hatched', () => {
  expect(shapeSeries(points([0, 0]), MINUTE, START - 1, LONG_AGO).blind).toEqual([])
})

describe('a keyword added within the interval', () => {
  const createdMs = START + MINUTE + 40_000

  test('misses nothing before', () => {
    const shape = shapeSeries(points([0, 0], [3, 0.3], [5, 1]), MINUTE, LATER, createdMs)
    expect(shape.blind).toEqual([])
    expect(shape.trackedFromSec).toBe(createdMs / 1000)
    expect(shape.counts).toEqual([null, 3, 5])
  })

  test('misses what came after it was added and was not covered', () => {
    const { blind } = shapeSeries(points([0, 0], [0, 0], [0, 0]), MINUTE, LATER, createdMs)
    expect(blind).toEqual([{ fromSec: createdMs / 1000, toSec: START / 1000 + 180 }])
  })
})

test('a keyword that was always there was tracked from the beginning', () => {
  expect(shapeSeries(points([1, 1]), MINUTE, LATER, LONG_AGO).trackedFromSec).toBe(START / 1000)
})

test('the interval reaches to the end of its last bucket', () => {
  expect(shapeSeries(points([1, 1], [1, 1]), MINUTE, LATER, LONG_AGO)).toMatchObject({
    fromSec: START / 1000,
    toSec: START / 1000 + 120,
  })
})

test('no points make an empty shape', () => {
  expect(shapeSeries([], MINUTE, LATER, LONG_AGO)).toMatchObject({ starts: [], peak: 0, blind: [] })
})

test('the axis ends at a round number at or above the peak', () => {
  for (const peak of [1, 4, 5, 9, 10, 37, 99, 100, 101, 4_321, 250_000]) {
    expect(axisCeiling(peak)).toBeGreaterThanOrEqual(peak)
    expect(axisCeiling(peak)).toBeLessThanOrEqual(Math.max(4, peak * 2))
  }
  expect(axisCeiling(0)).toBe(4)
})
