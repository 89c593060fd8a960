import { describe, expect, test } from 'vitest'
import { formatDay, formatDuration, formatRelative, formatSpan } from './format-time.ts'

const NOW = Date.UTC(2026, 10, 23, 12)

describe('relative times', () => {
  test.each([
    [0, 'now'],
    [499, 'now'],
    [1_000, '1 s ago'],
    [59_999, '59 s ago'],
    [60_000, '1 min ago'],
    [3_600_000, '1 h ago'],
    [2 * 86_400_000, '2 d ago'],
  ])('%i ms ago is %s', (ago, words) => {
    expect(formatRelative(NOW - ago, NOW)).toBe(words)
  })

  test('the future is told as such', () => {
    expect(formatRelative(NOW + 12_000, NOW)).toBe('in 12 s')
  })

  test('from a week on it is the day', () => {
    const atMs = NOW - 7 * 86_400_000
    expect(formatRelative(atMs, NOW)).toBe(formatDay(atMs))
  })
})

test('a span is never nothing', () => {
  expect(formatSpan(3)).toBe('1 s')
})

test.each([
  [340, '340 ms'],
  [42_000, '42 s'],
  [60_000, '1 min'],
  [130_000, '2 min 10 s'],
  [3_900_000, '1 h 5 min'],
  [86_400_000 * 2, '2 d'],
])('%i ms lasts %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words)
})
