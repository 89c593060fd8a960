import { expect, test } from 'vitest'
import type { WireCoverageInterval } from '../../domain/wire.ts'
import { shapeCoverage } from './coverage-shape.ts'

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
