import { expect, test } from 'vitest'
import {
  failureCount,
  INITIAL_STATUS,
  reconnectDelayMs,
  reduceConnection,
  type ConnectionEvent,
} from './connection-status.ts'

function run(...events: ConnectionEvent[]) {
  return events.reduce(reduceConnection, INITIAL_STATUS)
}

const failed: ConnectionEvent = { type: 'failed', retryAtMs: 9 }
const connecting: ConnectionEvent = { type: 'connecting' }
const opened: ConnectionEvent = { type: 'opened', atMs: 7 }

test('failures in a row are counted', () => {
  expect(failureCount(run(connecting))).toBe(0)
  expect(failureCount(run(connecting, failed))).toBe(1)
  expect(failureCount(run(connecting, failed, connecting))).toBe(1)
  expect(failureCount(run(connecting, failed, connecting, failed))).toBe(2)
})

test('an open connection forgets earlier failures', () => {
  expect(run(connecting, failed, connecting, opened)).toEqual({ state: 'open', sinceMs: 7 })
  expect(failureCount(run(connecting, failed, connecting, opened, failed))).toBe(1)
})

test('opening anew on purpose is no failure', () => {
  expect(failureCount(run(connecting, opened, connecting))).toBe(0)
})

test('the delay doubles up to its limit and keeps between half and all of it', () => {
  expect([1, 2, 3].map((failures) => reconnectDelayMs(failures, 1))).toEqual([500, 1_000, 2_000])
  expect(reconnectDelayMs(1, 0)).toBe(250)
  expect(reconnectDelayMs(50, 1)).toBe(10_000)
})
