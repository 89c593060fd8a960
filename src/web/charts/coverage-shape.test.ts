import { expect, test } from 'vitest'
import type { WireCoverageInterval } from '../../domain/wire.ts'
import { shapeCoverage, stripStartMs } from './coverage-shape.ts'

const FROM = Date.UTC(2026, 10, 23)

function interval(fromMs: number, toMs: number): WireCoverageInterval {
  return {
    streamId: 's',
    from: new Date(FROM + fromMs).toISOString(),
    to: new Date(FROM + toMs).toISOString(),
    state: 'live',
    reason: null,
    healedBy: null,
    recovered: 0,
    healing: null,
  }
}

test('intervals are parts of the strip', () => {
  const shape = shapeCoverage([interval(0, 250), interval(250, 1000)], FROM, FROM + 1000)
  expect(shape.map(({ left, width }) => [left, width])).toEqual([
    [0, 0.25],
    [0.25, 0.75],
  ])
})

test('what reaches beyond the strip is cut to it', () => {
  const [segment] = shapeCoverage([interval(-500, 2000)], FROM, FROM + 1000)
  expect(segment).toMatchObject({ left: 0, width: 1 })
})

test('what lies outside is left out', () => {
  expect(shapeCoverage([interval(-500, 0), interval(1000, 2000)], FROM, FROM + 1000)).toEqual([])
})

const HOUR = 3_600_000

test('the strip of a young stream begins with the stream', () => {
  const intervals = [interval(23 * HOUR, 24 * HOUR)]
  expect(stripStartMs(intervals, FROM, FROM + 24 * HOUR)).toBe(FROM + 23 * HOUR)
})

test('the strip of a newborn stream is ten minutes long', () => {
  const toMs = FROM + 24 * HOUR
  expect(stripStartMs([interval(24 * HOUR - 5_000, 24 * HOUR)], FROM, toMs)).toBe(toMs - 600_000)
  expect(stripStartMs([], FROM, toMs)).toBe(toMs - 600_000)
})

test('the strip of an old stream is as long as it was asked for', () => {
  expect(stripStartMs([interval(-HOUR, 24 * HOUR)], FROM, FROM + 24 * HOUR)).toBe(FROM)
})
