import { describe, expect, test } from 'vitest'
import { RequestError } from '../lib/errors.ts'
import {
  asList,
  intervalOf,
  keywordIdOf,
  requireBuckets,
  streamIdOf,
  timeOf,
} from './parameters.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-06-15T10:20:30.456Z')

describe('times', () => {
  test.each([
    ['2026-02-28T23:59:59.999Z', Date.UTC(2026, 1, 28, 23, 59, 59, 999)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2026-01-01T00:00Z', Date.UTC(2026, 0, 1)],
    ['2026-01-01T02:00:00+02:00', Date.UTC(2026, 0, 1)],
    ['2026-01-01T00:00:00.123456Z', Date.UTC(2026, 0, 1, 0, 0, 0, 123)],
  ])('%s', (text, ms) => {
    expect(timeOf(text, 'from')).toBe(ms)
  })

  test.each([
    '2026-02-29',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31T10:00:00+02:00',
    '2026-01-01T24:01:00Z',
    '2026-01-01T00:60:00Z',
  ])('%s does not exist', (text) => {
    expect(() => timeOf(text, 'from')).toThrow(RequestError)
  })
})

test('an interval defaults to the day before now, or before its end', () => {
  expect(intervalOf({}, NOW)).toEqual({ fromMs: NOW - DAY, toMs: NOW })
  const toMs = Date.UTC(2026, 0, 2)
  expect(intervalOf({ to: '2026-01-02' }, NOW)).toEqual({ fromMs: toMs - DAY, toMs })
  expect(intervalOf({ from: '2026-01-02' }, NOW)).toEqual({ fromMs: toMs, toMs: NOW })
  expect(intervalOf({ from: '2026-01-02', to: '2026-01-02' }, NOW)).toEqual({ fromMs: toMs, toMs })
  expect(() => intervalOf({ from: '2030-01-01' }, NOW)).toThrow('later')
})

test('buckets are counted as they are answered: the ones that are only touched too', () => {
  const hour = 3_600_000
  expect(() => requireBuckets('hour', 0, 10_000 * hour)).not.toThrow()
  expect(() => requireBuckets('hour', 0, 10_000 * hour + 1)).toThrow('10001')
  expect(() => requireBuckets('hour', hour - 1, 10_000 * hour + 1)).toThrow('10001')
})

test('what is no id of ours is not there', () => {
  expect(keywordIdOf('12')).toBe('12')
  expect(streamIdOf('my-x-2')).toBe('my-x-2')
  for (const text of ['', '0', '-1', '1.0', '٣', '1 ', '1'.repeat(17)]) {
    expect(() => keywordIdOf(text)).toThrow(RequestError)
  }
  for (const text of ['', '-x', 'X', 'x y', 'x/y', 'x\n']) {
    expect(() => streamIdOf(text)).toThrow(RequestError)
  }
})

test('a parameter given twice counts once', () => {
  expect(asList(undefined)).toEqual([])
  expect(asList('1')).toEqual(['1'])
  expect(asList(['2', '1', '2'])).toEqual(['2', '1'])
})
