import { describe, expect, it } from 'vitest'
import { X_FAILURES } from './failures.ts'
import { noticeError, refusedError, socketError, xError } from './errors.ts'
import { readProblems } from './problems.ts'

const NOW_MS = 1_750_000_000_000
const SECRET = 'AAAAAAAAAAAAAAAAAAAAAsecret%2Btoken'

interface Answer {
  body?: unknown
  headers?: Record<string, string>
  clockSkewMs?: number | null
}

function refused(status: number, { body = '', headers = {}, clockSkewMs = 0 }: Answer = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return refusedError(
    { status, headers, body: text, clockSkewMs },
    { nowMs: NOW_MS, secret: SECRET },
  )
}

const problem = (type: string, title: string, rest: object = {}) => ({
  title,
  detail: `${title} detail`,
  type: `https://api.x.com/2/problems/${type}`,
  ...rest,
})
const connectionIssue = (connection_issue: string) =>
  problem('streaming-connection', 'ConnectionException', { connection_issue })

describe('a refused request', () => {
  it.each([
    ['x.unauthorized', 401, { title: 'Unauthorized', type: 'about:blank', status: 401 }],
    ['x.unauthorized', 401, { errors: [{ code: 32, message: 'Could not authenticate you' }] }],
    ['x.clock-skew', 401, { errors: [{ code: 135, message: 'Timestamp out of bounds.' }] }],
    [
      'x.credits-depleted',
      402,
      '{"account_id":1500000000000000001,"title":"CreditsDepleted","detail":"no credits","type":"https://api.twitter.com/2/problems/credits"}',
    ],
    ['x.credits-depleted', 402, problem('credits-depleted', 'Payment Required')],
    ['x.credits-depleted', 402, ''],
    ['x.spend-cap', 403, problem('spend-cap-reached', 'Forbidden')],
    ['x.spend-cap', 403, { title: 'SpendCapReached', detail: 'cap', type: 'about:blank' }],
    [
      'x.wrong-token-kind',
      403,
      problem('unsupported-authentication', 'Unsupported Authentication'),
    ],
    [
      'x.tier',
      403,
      problem('client-forbidden', 'Client Forbidden', { reason: 'client-not-enrolled' }),
    ],
    ['x.tier', 403, { errors: [{ code: 453, message: 'You currently have access to a subset' }] }],
    ['x.forbidden', 403, 'Forbidden'],
    ['x.no-rules', 409, connectionIssue('RuleConfigurationIssue')],
    ['x.no-rules', 409, ''],
    ['x.invalid-rules', 409, connectionIssue('RulesInvalidIssue')],
    ['x.provisioning', 409, connectionIssue('ProvisioningSubscription')],
    ['x.too-many-connections', 429, connectionIssue('TooManyConnections')],
    ['x.usage-capped', 429, problem('usage-capped', 'UsageCapExceeded')],
    ['x.rate-limited', 429, { errors: [{ code: 88, message: 'Rate limit exceeded' }] }],
    [
      'x.rate-limited',
      429,
      { title: 'Too Many Requests', type: 'about:blank', detail: 'Too Many Requests' },
    ],
    ['x.rate-limited', 429, ''],
    ['x.rate-limited', 420, 'Enhance your calm'],
    ['x.invalid-request', 400, problem('invalid-request', 'Invalid Request')],
    ['x.not-found', 404, '<html><body>Not here</body></html>'],
    ['x.unavailable', 503, { title: 'Service Unavailable', type: 'about:blank', status: 503 }],
    ['x.unavailable', 500, '<!doctype html><title>Oops</title>'],
    ['x.unavailable', 599, ''],
    ['x.unexpected-answer', 302, ''],
    ['x.unexpected-answer', 418, 'teapot'],
  ])('is %s: %i %j', (code, status, body) => {
    expect(refused(status, { body }).code).toBe(code)
  })

  it('knows a problem by the last segment of its type, whatever the host', () => {
    for (const host of [
      'https://api.twitter.com/2',
      'https://api.x.com/2',
      'https://other.example/9',
    ]) {
      const body = { title: 'Forbidden', type: `${host}/problems/spend-cap-reached` }
      expect(refused(403, { body }).code).toBe('x.spend-cap')
    }
  })

  it('with 401 is the clock only when the clock is off by more than a minute', () => {
    expect(refused(401, { clockSkewMs: 60_000 }).code).toBe('x.unauthorized')
    expect(refused(401, { clockSkewMs: null }).code).toBe('x.unauthorized')
    expect(refused(401, { clockSkewMs: 601_000 }).message).toBe(
      "X refused the request (401), and this machine's clock is 601 s ahead of X's.",
    )
    const behind = refused(401, { clockSkewMs: -90_500 })
    expect([behind.code, behind.clockSkewMs]).toEqual(['x.clock-skew', -90_500])
    expect(behind.message).toContain("91 s behind X's")
  })

  it("quotes X's own words, the most telling ones, once and shortened", () => {
    const body = {
      errors: [{ parameters: { partition: ['9'] }, message: 'partition must be at most 2' }],
      title: 'Invalid Request',
      detail: 'One or more parameters to your request was invalid.',
      type: 'https://api.x.com/2/problems/invalid-request',
    }
    expect(refused(400, { body }).message).toBe(
      'X does not accept the request as it is. X says: “partition must be at most 2”',
    )
    expect(refused(401, { body: 'Unauthorized\n' }).message).toBe(
      'X does not accept the bearer token (401).',
    )
    const { message } = refused(429, { body: { title: 'Too Many Requests', type: 'about:blank' } })
    expect(message).toBe('Too many requests to X in its time window (429).')
    expect(refused(503, { body: 'over\n  capacity ' }).message).toContain('“over capacity”')
    expect(refused(503, { body: '<html>secret page</html>' }).message).not.toContain('page')
    expect(refused(503, { body: 'x'.repeat(5_000) }).message.length).toBeLessThan(400)
  })

  it('waits for the reset X names, put right by the clock skew', () => {
    const reset = String(NOW_MS / 1000 + 300)
    const headers = { 'x-rate-limit-reset': reset }
    expect(refused(429, { headers }).notBeforeMs).toBe(NOW_MS + 300_000)
    expect(refused(429, { headers, clockSkewMs: 60_000 }).notBeforeMs).toBe(NOW_MS + 360_000)
    expect(refused(429, { headers: { 'retry-after': '30' } }).notBeforeMs).toBe(NOW_MS + 30_000)
  })

  it.each([
    ['in the past', String(NOW_MS / 1000 - 1)],
    ['days away', String(NOW_MS / 1000 + 200_000)],
    ['no number', 'soon'],
  ])('does not wait for a reset that is %s', (_what, reset) => {
    expect(refused(429, { headers: { 'x-rate-limit-reset': reset } }).notBeforeMs).toBeNull()
  })

  it('does not wait for a reset when the rate limit is not the reason', () => {
    const headers = {
      'x-rate-limit-remaining': '48',
      'x-rate-limit-reset': String(NOW_MS / 1000 + 600),
    }
    expect(refused(429, { headers, body: connectionIssue('TooManyConnections') })).toMatchObject({
      code: 'x.too-many-connections',
      notBeforeMs: null,
    })
  })

  it('INV-10 never shows the token, not even half of it, when X echoes it', () => {
    const bodies = [
      `bad token ${SECRET}`,
      { title: 'Unauthorized', detail: `Bearer ${SECRET}`, type: 'about:blank' },
      `${'x'.repeat(290)} ${SECRET}`,
    ]
    for (const body of bodies) {
      const error = refused(401, { body })
      expect(`${error.message} ${error.action} ${JSON.stringify(error)}`).not.toContain(
        SECRET.slice(0, 8),
      )
    }
  })
})

describe('a notice inside a stream', () => {
  function notice(message: object) {
    return noticeError(readProblems(message as never) ?? [], SECRET)
  }

  it('of a disconnect ends the stream, and says which kind it was', () => {
    const error = notice({
      errors: [
        problem('operational-disconnect', 'operational-disconnect', {
          disconnect_type: 'SlowReader',
        }),
      ],
    })
    expect(error).toMatchObject({ code: 'x.disconnected', backoff: 'network' })
    expect(error?.message).toContain('X ended the stream: it was read too slowly (SlowReader).')
    expect(error?.action).toContain('fewer or narrower keywords')
  })

  it.each(['InternalError', 'ClientApplicationStateDegraded', 'InvalidRules'])(
    'of %s is not answered by reconnecting at once',
    (disconnect_type) => {
      const errors = [
        problem('operational-disconnect', 'operational-disconnect', { disconnect_type }),
      ]
      expect(notice({ errors })?.backoff).toBe('http')
    },
  )

  it('of a disconnect nobody has heard of ends the stream too', () => {
    expect(notice({ errors: [{ title: 'x', disconnect_type: 'constructor' }] })?.message).toContain(
      'X ended the stream: constructor.',
    )
    expect(notice({ errors: [problem('client-disconnected', 'bye')] })?.code).toBe('x.disconnected')
  })

  it('of the account is the same error as on connecting', () => {
    expect(notice(connectionIssue('TooManyConnections'))?.code).toBe('x.too-many-connections')
    expect(notice({ errors: [problem('credits-depleted', 'Payment Required')] })?.code).toBe(
      'x.credits-depleted',
    )
    expect(notice({ errors: [problem('usage-capped', 'UsageCapExceeded')] })?.code).toBe(
      'x.usage-capped',
    )
  })

  it('of anything else is no end', () => {
    expect(notice({ errors: [] })).toBeNull()
    expect(notice({ errors: [problem('resource-not-found', 'Not Found Error')] })).toBeNull()
    expect(notice({ errors: ['text'] })).toBeNull()
  })
})

describe('a failed socket', () => {
  const failed = (code: string, phase: 'connecting' | 'reading' = 'connecting') => {
    const cause = Object.assign(new Error(`failed with ${code}`), { code })
    return socketError(new Error('outer', { cause }), phase)
  }

  it.each([
    ['x.dns', 'ENOTFOUND', 'network'],
    ['x.dns', 'EAI_AGAIN', 'network'],
    ['x.tls', 'CERT_HAS_EXPIRED', 'http'],
    ['x.tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'http'],
    ['x.tls', 'SELF_SIGNED_CERT_IN_CHAIN', 'http'],
    ['x.tls', 'ERR_TLS_CERT_ALTNAME_INVALID', 'http'],
    ['x.tls', 'ERR_SSL_WRONG_VERSION_NUMBER', 'http'],
    ['x.network', 'ECONNREFUSED', 'network'],
    ['x.network', 'ECONNRESET', 'network'],
    ['x.network', 'UND_ERR_CONNECT_TIMEOUT', 'network'],
    ['x.network', 'UND_ERR_SOCKET', 'network'],
    ['x.unexpected-answer', 'HPE_INVALID_CONSTANT', 'http'],
  ])('is %s for %s', (code, systemCode, backoff) => {
    const error = failed(systemCode)
    expect([error.code, error.backoff]).toEqual([code, backoff])
    expect((error.cause as Error).cause).toMatchObject({ code: systemCode })
  })

  it('that the other side closed in the middle of a stream is an unexpected close', () => {
    expect(failed('UND_ERR_SOCKET', 'reading').code).toBe('x.closed')
    expect(failed('HPE_INVALID_EOF_STATE', 'reading').code).toBe('x.closed')
    expect(failed('ECONNRESET', 'reading').code).toBe('x.network')
  })
})

describe('every failure of X', () => {
  it('is one sentence without gaps, and says what to do when waiting is not enough', () => {
    const fill = { status: '503', skew: '90 s behind', cause: 'c', seconds: '30', reason: 'r' }
    for (const [code, failure] of Object.entries(X_FAILURES)) {
      const error = xError(code as keyof typeof X_FAILURES, { fill })
      expect(error.message, code).toMatch(/^[^{}]+\.$/)
      expect(error.message, code).not.toContain('unknown')
      if (failure.backoff === 'blocked') expect(error.action, code).toMatch(/\.$/)
    }
  })
})
