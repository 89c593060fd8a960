import { expect, test } from 'vitest'
import type { WireCoverageInterval } from '../../domain/wire.ts'
import {
  describeInterval,
  describeReason,
  describeSpan,
  summarizeCoverage,
} from './coverage-words.ts'

const START = Date.UTC(2026, 10, 23)

function interval(
  fromMin: number,
  toMin: number,
  fields: Partial<WireCoverageInterval>,
): WireCoverageInterval {
  return {
    streamId: 's1',
    from: new Date(START + fromMin * 60_000).toISOString(),
    to: new Date(START + toMin * 60_000).toISOString(),
    state: 'live',
    reason: null,
    healedBy: null,
    recovered: 0,
    healing: null,
    ...fields,
  }
}

test('gaps are counted and added up; a stop is no gap', () => {
  const summary = summarizeCoverage(0.5, [
    interval(0, 10, {}),
    interval(10, 12, { state: 'gap', reason: 'stalled' }),
    interval(12, 20, {}),
    interval(20, 21, { state: 'gap', reason: 'disconnected' }),
    interval(21, 81, { state: 'stopped' }),
  ])
  expect(summary).toContain('2 gaps, 3 min in all')
  expect(summary).toContain('stopped for 1 h')
})

test('whole coverage says that there are no gaps', () => {
  expect(summarizeCoverage(1, [interval(0, 10, {})])).toMatch(/no gaps$/u)
})

test('an empty ledger does not claim to be covered', () => {
  expect(summarizeCoverage(0, [])).toBe('Nothing recorded in this time')
})

test('an interval says how long and why', () => {
  expect(describeInterval(interval(0, 6, { state: 'gap', reason: 'stalled' }))).toBe(
    'Gap of 6 min: no byte for too long',
  )
  expect(describeInterval(interval(0, 6, { state: 'healed', recovered: 1 }))).toBe(
    'Healed gap of 6 min: 1 post recovered',
  )
})

test('healed intervals are counted, with what they brought and what they could not bring', () => {
  const healing = {
    missing: ['reposts', 'quoted-text'],
    leftOut: [{ keywordId: '7', reason: 'no sample:' }],
    problem: null,
  }
  const healed = interval(10, 16, { state: 'healed', recovered: 12, healing })
  expect(describeInterval(healed)).toBe(
    'Healed gap of 6 min: 12 posts recovered, without reposts, matches in quoted posts only; 1 keyword could not be searched for',
  )
  expect(summarizeCoverage(1, [interval(0, 10, {}), healed])).toContain(
    'no gaps · 1 gap healed, 12 posts recovered',
  )
})

test('a gap that could not be healed says why', () => {
  const problem = { code: 'x.tier', detail: 'The plan has no search.' }
  const gap = interval(0, 6, {
    state: 'gap',
    reason: 'stalled',
    healing: { missing: [], leftOut: [], problem },
  })
  expect(describeInterval(gap)).toBe(
    'Gap of 6 min: no byte for too long. Not healed: The plan has no search.',
  )
})

test('a reason nobody has put into words is shown as it is, readable', () => {
  expect(describeReason('lease-lost')).toBe('lease lost')
  expect(describeReason(null)).toBe('reason unknown')
})

test('a stream younger than the strip says since when it is watched', () => {
  const toMs = START + 86_400_000
  expect(describeSpan([interval(-5, 60, {})], START, toMs)).toBe('last 24 hours')
  expect(describeSpan([interval(60, 90, {})], START, toMs)).toMatch(/^since /u)
})
