import { describe, expect, test } from 'vitest'
import { STREAM_STATES } from '../../domain/stream.ts'
import type { WireStream } from '../../domain/wire.ts'
import { describeStream, describeStreamKind } from './stream-words.ts'

const NOW = Date.UTC(2026, 10, 23, 12)
const at = (agoMs: number): string => new Date(NOW - agoMs).toISOString()

function stream(fields: Partial<WireStream>): WireStream {
  return {
    id: 's1',
    name: 'Main',
    network: 'x',
    kind: 'filtered',
    sandbox: false,
    apiUrl: 'https://api.x.com',
    partition: null,
    backfillMinutes: null,
    expansions: null,
    fields: null,
    token: { set: true, last4: 'abcd' },
    desired: 'running',
    state: 'live',
    since: at(60_000),
    owner: null,
    epoch: 1,
    lastByteAt: at(3_000),
    lastPostAt: null,
    postsPerSecond: 0,
    received: 0,
    stored: 0,
    duplicates: 0,
    rejected: 0,
    lagMs: null,
    clockSkewMs: null,
    connects: 1,
    problem: null,
    ...fields,
  }
}

test('a live stream says when its last byte came', () => {
  expect(describeStream(stream({}), NOW)).toEqual({
    tone: 'good',
    headline: 'Live',
    detail: 'last byte 3 s ago',
  })
})

test('a live stream with something to look at is a warning', () => {
  const problem = { code: 'x.volume-drop', detail: 'Only 3 posts', retryAt: null, action: null }
  expect(describeStream(stream({ problem }), NOW)).toMatchObject({
    tone: 'warning',
    headline: 'Live',
  })
})

test('a byte from the near future came now: two clocks never agree', () => {
  expect(describeStream(stream({ lastByteAt: at(-400) }), NOW).detail).toBe('last byte now')
})

test('a stream that waits says until when', () => {
  const problem = { code: 'x.network', detail: 'cut', retryAt: at(-12_000), action: null }
  expect(describeStream(stream({ state: 'backing-off', problem }), NOW)).toEqual({
    tone: 'warning',
    headline: 'Reconnecting',
    detail: 'trying again in 12 s',
  })
})

test('a moment to try again that is over is now', () => {
  const problem = { code: 'x.network', detail: 'cut', retryAt: at(500), action: null }
  expect(describeStream(stream({ state: 'rate-limited', problem }), NOW).detail).toBe(
    'trying again now',
  )
})

test('a blocked stream needs somebody', () => {
  expect(describeStream(stream({ state: 'blocked' }), NOW).tone).toBe('bad')
})

test('stopped is idle when it was told to, and on its way when it is to run', () => {
  expect(describeStream(stream({ state: 'stopped', desired: 'stopped' }), NOW).tone).toBe('idle')
  expect(describeStream(stream({ state: 'stopped', desired: 'running' }), NOW)).toMatchObject({
    tone: 'busy',
    headline: 'Starting',
  })
})

describe('every state has words', () => {
  test.each(STREAM_STATES)('%s', (state) => {
    const words = describeStream(stream({ state }), NOW)
    expect(words.headline).not.toBe('')
    expect(words.detail).not.toContain('undefined')
  })
})

test('the sandbox never passes for the network', () => {
  expect(describeStreamKind(stream({ sandbox: true }))).toContain('simulated')
  expect(describeStreamKind(stream({}))).toBe('X filtered stream')
})
