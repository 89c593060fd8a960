import { expect, test } from 'vitest'
import { asProcessId, asStreamId } from '../domain/ids.ts'
import type { Stream } from '../domain/stream.ts'
import { ChangeLog } from './change-log.ts'
import { createStreamChanges } from './stream-changes.ts'

const BASE: Stream = {
  id: asStreamId('x'),
  name: 'X',
  network: 'x',
  kind: 'filtered',
  sandbox: false,
  settings: { apiUrl: '', partition: null, backfillMinutes: null, expansions: null },
  tokenLast4: null,
  desired: 'running',
  desiredAtMs: 0,
  state: 'starting',
  sinceMs: 0,
  owner: null,
  epoch: 0,
  leaseExpiresAtMs: null,
  lastByteAtMs: null,
  lastPostAtMs: null,
  postsPerSecond: 0,
  received: 0,
  stored: 0,
  duplicates: 0,
  rejected: 0,
  lagMs: null,
  clockSkewMs: null,
  connects: 0,
  cursor: null,
  problem: null,
}

function watch() {
  const log = new ChangeLog(100)
  const apply = createStreamChanges(log)
  return (...streams: Partial<Stream>[]): string[] => {
    const { version } = log
    const isChanged = apply(streams.map((stream) => ({ ...BASE, ...stream })))
    const frames = log.readAfter(version)
    expect(isChanged).toBe(frames.length > 0)
    return frames.map((frame) => JSON.parse(/^data: (.*)$/m.exec(String(frame))?.[1] ?? '').id)
  }
}

const y = asStreamId('y')
const problem = { code: 'x.network', detail: 'refused', retryAtMs: 1, action: null }

test.each<[string, Partial<Stream>]>([
  ['the state', { state: 'live' }],
  ['the wish', { desired: 'stopped' }],
  ['the problem', { problem }],
  ['the name', { name: 'Y' }],
])('a change of %s is told, once', (_, change) => {
  const look = watch()
  expect(look({})).toEqual(['x'])
  expect(look(change)).toEqual(['x'])
  expect(look(change)).toEqual([])
  expect(look({})).toEqual(['x'])
})

test('counters, lease and liveness are no change of state', () => {
  const look = watch()
  look({})
  const counters = { received: 5, stored: 4, lastByteAtMs: 9, lagMs: 3, postsPerSecond: 2 }
  const lease = { epoch: 2, owner: asProcessId('h:1:1'), leaseExpiresAtMs: 5, cursor: 'c' }
  expect(look({ ...counters, ...lease })).toEqual([])
})

test('a new problem of the same kind is told', () => {
  const look = watch()
  look({ problem })
  expect(look({ problem: { ...problem, retryAtMs: 2 } })).toEqual(['x'])
})

test('only the stream that changed is told; one that went and came back is new', () => {
  const look = watch()
  expect(look({}, { id: y })).toEqual(['x', 'y'])
  expect(look({}, { id: y, state: 'live' })).toEqual(['y'])
  expect(look({})).toEqual([])
  expect(look({}, { id: y, state: 'live' })).toEqual(['y'])
})
