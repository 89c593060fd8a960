import { expect, test } from 'vitest'
import { ShutdownError } from '../lib/abort.ts'
import { AppError, ConfigError, RequestError } from '../lib/errors.ts'
import { TooManyCursorsError } from '../live/tail.ts'
import { StaleEpochError, StoreError } from '../store/store.ts'
import { problemOf } from './problem.ts'

class OtherError extends AppError {
  readonly code = 'other.thing'
  readonly retry = 'never'
}

test('a refusal carries its status, code, sentence and extra members', () => {
  const { problem, isInternal } = problemOf(
    new RequestError(409, 'keyword.duplicate', 'It is there.', { existingId: '7' }),
  )
  expect(problem).toEqual({
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    code: 'keyword.duplicate',
    detail: 'It is there.',
    existingId: '7',
  })
  expect(isInternal).toBe(false)
})

test('when to come back is a header, not a member', () => {
  const { problem, headers } = problemOf(
    new RequestError(429, 'auth.too-many-attempts', 'Wait.', { retryAfterSeconds: 30 }),
  )
  expect(headers).toEqual({ 'retry-after': '30' })
  expect(problem).not.toHaveProperty('retryAfterSeconds')
})

test('a 503 always says when to come back', () => {
  const { headers } = problemOf(new RequestError(503, 'stream.stop-unconfirmed', 'Not yet.'))
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
})

test.each([
  [new StoreError('/data/magpie.db is locked'), 503, 'store.unavailable'],
  [new ShutdownError('closing'), 503, 'process.shutdown'],
  [new TooManyCursorsError('1000 live pages are open already'), 503, 'live.too-many-readers'],
  [new StaleEpochError('somebody else'), 409, 'lease.stale-epoch'],
])('%s', (error, status, code) => {
  const { problem, headers, isInternal } = problemOf(error)
  expect([problem.status, problem.code, isInternal]).toEqual([status, code, false])
  expect('retry-after' in headers).toBe(status === 503)
  expect(problem.detail).not.toContain('magpie.db')
})

test.each([
  new OtherError('the secret of the inside'),
  new ConfigError('the secret of the inside'),
  new TypeError('the secret of the inside'),
  'the secret of the inside',
  null,
  undefined,
])('anything else is a 500 that says nothing of the inside: %s', (error) => {
  const { problem, isInternal } = problemOf(error)
  expect([problem.status, problem.code, isInternal]).toEqual([500, 'server.internal', true])
  expect(JSON.stringify(problem)).not.toContain('secret')
})
