import { expect, test } from 'vitest'
import { isRangeName, RANGES, resolveRange, type RangeName } from './statistics-range.ts'

const NOW = Date.UTC(2026, 10, 23, 12, 34, 56, 789)

test('the running bucket is the last one', () => {
  expect(resolveRange('1h', NOW)).toEqual({
    from: '2026-11-23T11:35:00.000Z',
    to: '2026-11-23T12:35:00.000Z',
  })
  expect(resolveRange('7d', NOW)).toEqual({
    from: '2026-11-16T13:00:00.000Z',
    to: '2026-11-23T13:00:00.000Z',
  })
})

test('a range that begins on a border holds the bucket that begins there', () => {
  expect(resolveRange('1h', Date.UTC(2026, 10, 23, 12)).to).toBe('2026-11-23T12:01:00.000Z')
})

test('only known names are ranges', () => {
  for (const name of Object.keys(RANGES) as RangeName[]) expect(isRangeName(name)).toBe(true)
  for (const name of ['', '2h', 'toString', null, 1]) expect(isRangeName(name)).toBe(false)
})
