import { describe, expect, test } from 'vitest'
import { decodeControlAction } from './control-action.ts'

describe('control actions', () => {
  test('what is left out has its documented value', () => {
    expect(decodeControlAction({ action: 'drip' })).toEqual({
      kind: 'action',
      action: { action: 'drip', bytes: 1 },
    })
    expect(decodeControlAction({ action: 'status', status: 503 })).toEqual({
      kind: 'action',
      action: { action: 'status', status: 503, variant: null, count: 1, endpoint: 'stream' },
    })
    expect(decodeControlAction({ action: 'in-stream-error' })).toEqual({
      kind: 'action',
      action: {
        action: 'in-stream-error',
        disconnectType: 'OperationalDisconnect',
        close: true,
      },
    })
  })

  test.each([
    [null, 'action must be one of'],
    [{ action: 'explode' }, 'action must be one of'],
    [{ action: 'toString' }, 'action must be one of'],
    [{ action: 'rate' }, 'rate: postsPerSecond must be a number'],
    [{ action: 'rate', postsPerSecond: '20' }, 'rate: postsPerSecond must be a number'],
    [{ action: 'rate', postsPerSecond: -1 }, 'rate: postsPerSecond must be a number'],
    [{ action: 'skew-ms', ms: 1e12 }, 'skew-ms: ms must be a number'],
    [{ action: 'status', status: 404 }, 'status must be one of 401, 402, 403, 429, 500, 503'],
    [{ action: 'status', status: 401, variant: 'html' }, 'variant of 401 must be one of'],
    [{ action: 'status', status: 401, endpoint: 'moon' }, 'endpoint is not one of those'],
    [{ action: 'in-stream-error', disconnectType: 'Tired' }, 'disconnectType is not one of those'],
    [{ action: 'in-stream-error', close: 1 }, 'close must be true or false'],
    [{ action: 'inject', base64: 5 }, 'base64 must be a text'],
    [{ action: 'stall', forMs: 5 }, 'stall: it has no forMs'],
  ])('%j is refused with what is wrong', (value, problem) => {
    const decoded = decodeControlAction(value)
    expect(decoded.kind).toBe('invalid')
    expect(decoded.kind === 'invalid' && decoded.problem).toContain(problem)
  })
})
