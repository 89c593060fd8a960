import fc from 'fast-check'
import { expect, test } from 'vitest'

import { splitUnits } from './whole-units.ts'

test('whole units and edges together are the interval, each part once', () => {
  const time = fc.integer({ min: -500, max: 500 })
  fc.assert(
    fc.property(time, time, fc.integer({ min: 1, max: 90 }), (fromMs, toMs, unitMs) => {
      const { fromUnit, toUnit, edges } = splitUnits(fromMs, toMs, unitMs)
      const parts = [...edges, { fromMs: fromUnit * unitMs, toMs: toUnit * unitMs }]
        .filter((part) => part.fromMs < part.toMs)
        .toSorted((a, b) => a.fromMs - b.fromMs)
      for (const edge of edges) expect(edge.toMs - edge.fromMs).toBeLessThan(2 * unitMs)
      let at = fromMs
      for (const part of parts) {
        expect(part.fromMs - at).toBe(0)
        at = part.toMs
      }
      expect(at - Math.max(fromMs, toMs)).toBe(0)
    }),
  )
})

test('an interval inside one unit is a single edge, one of whole units has none', () => {
  expect(splitUnits(61, 119, 60)).toEqual({
    fromUnit: 2,
    toUnit: 2,
    edges: [{ fromMs: 61, toMs: 119 }],
  })
  expect(splitUnits(60, 180, 60)).toEqual({ fromUnit: 1, toUnit: 3, edges: [] })
  expect(splitUnits(59, 121, 60)).toEqual({
    fromUnit: 1,
    toUnit: 2,
    edges: [
      { fromMs: 59, toMs: 60 },
      { fromMs: 120, toMs: 121 },
    ],
  })
})
