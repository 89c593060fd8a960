/**
 * What went wrong with X, as a SourceError: classification of refused requests, of in-stream notices, of sockets.
 * The codes and their sentences are in failures.ts. No message carries a token, not even when X echoes it.
 */
import { messageOf, systemCodeOf } from '../../lib/errors.ts'
import { SourceError } from '../source.ts'
import { X_DISCONNECTS, X_FAILURES, type Failure, type XErrorCode } from './failures.ts'
import { readBodyProblems, wordsOf, type XProblem } from './problems.ts'

/** Beyond this a 401 is explained by the clock: X refuses requests that were made "too far in the past". */
const CLOCK_SKEW_LIMIT_MS = 60_000
/** No rate-limit window is longer than a day. */
const MAX_RESET_MS = 25 * 3_600_000
const MAX_WORDS = 300

export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** An answer of X that was not what we asked for; the body as text, as much as was read. */
export interface RefusedAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  readonly clockSkewMs: number | null
}

export function xError(
  code: XErrorCode,
  options: {
    fill?: Readonly<Record<string, string>>
    words?: string | null
    notBeforeMs?: number | null
    clockSkewMs?: number | null
    cause?: unknown
    failure?: Partial<Failure>
  } = {},
): SourceError {
  const failure: Failure = { ...X_FAILURES[code], ...options.failure }
  const sentence = failure.detail.replace(/\{(\w+)\}/g, (_match, name: string) => {
    return options.fill?.[name] ?? 'unknown'
  })
  const words = options.words ? ` X says: “${options.words}”` : ''
  return new SourceError(code, sentence + words, {
    backoff: failure.backoff,
    action: failure.action,
    notBeforeMs: options.notBeforeMs ?? null,
    clockSkewMs: options.clockSkewMs ?? null,
    cause: options.cause,
  })
}

/** `secret`: the token, which some bodies echo. */
export function refusedError(
  answer: RefusedAnswer,
  options: { nowMs: number; secret: string },
): SourceError {
  const problems = readBodyProblems(answer.body)
  const code = codeOfAnswer(answer, problems)
  return xError(code, {
    fill: { status: String(answer.status), skew: describeSkew(answer.clockSkewMs) },
    words: quotable(wordsOf(answer.body, problems), options.secret),
    notBeforeMs: code === 'x.rate-limited' ? resetMs(answer, options.nowMs) : null,
    clockSkewMs: answer.clockSkewMs,
  })
}

/** The error that ends the stream, when these in-stream problems mean its end; null when they do not. */
export function noticeError(problems: readonly XProblem[], secret: string): SourceError | null {
  for (const problem of problems) {
    const words = quotable(wordsOf('', [problem]), secret)
    if (problem.disconnectType !== null || DISCONNECT_TYPES.has(problem.type ?? '')) {
      const type = problem.disconnectType ?? problem.type ?? ''
      const known = Object.hasOwn(X_DISCONNECTS, type) ? X_DISCONNECTS[type] : undefined
      return xError('x.disconnected', {
        fill: { reason: known === undefined ? type : `${known.reason} (${type})` },
        words,
        failure: known === undefined ? {} : { action: known.action, backoff: known.backoff },
      })
    }
    const code = codeOfProblem(problem)
    if (code !== null) return xError(code, { words, fill: { skew: describeSkew(null) } })
  }
  return null
}

const DISCONNECT_TYPES = new Set(['operational-disconnect', 'client-disconnected'])

/** A connection that could not be made (`connecting`), or broke (`reading`). */
export function socketError(error: unknown, phase: 'connecting' | 'reading'): SourceError {
  const systemCode = systemCodeOf(error) ?? ''
  const message = messageOf(error)
  const isNamed = systemCode === '' || message.includes(systemCode)
  const fill = { cause: isNamed ? message : `${message}, ${systemCode}` }
  if (systemCode === 'ENOTFOUND' || systemCode.startsWith('EAI_')) {
    return xError('x.dns', { fill, cause: error })
  }
  if (/CERT|TLS|SSL|^UNABLE_TO_|^HOSTNAME_MISMATCH|^EPROTO$/.test(systemCode)) {
    return xError('x.tls', { fill, cause: error })
  }
  if (systemCode.startsWith('HPE_') && phase === 'connecting') {
    return xError('x.unexpected-answer', { fill: { status: 'not HTTP' }, cause: error })
  }
  // The other side ended in the middle of the body: nothing is broken on the way, X hung up.
  if (phase === 'reading' && CLOSED_CODES.has(systemCode)) {
    return xError('x.closed', { cause: error })
  }
  return xError('x.network', { fill, cause: error })
}

const CLOSED_CODES = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_EOF_STATE',
])

function codeOfAnswer(answer: RefusedAnswer, problems: readonly XProblem[]): XErrorCode {
  for (const problem of problems) {
    const code = codeOfProblem(problem)
    if (code !== null) return code
  }
  if (answer.status === 401) {
    const isSkewed = Math.abs(answer.clockSkewMs ?? 0) > CLOCK_SKEW_LIMIT_MS
    return isSkewed ? 'x.clock-skew' : 'x.unauthorized'
  }
  const code = CODE_OF_STATUS[answer.status]
  if (code !== undefined) return code
  return answer.status >= 500 ? 'x.unavailable' : 'x.unexpected-answer'
}

const CODE_OF_STATUS: Readonly<Record<number, XErrorCode>> = {
  400: 'x.invalid-request',
  402: 'x.credits-depleted',
  403: 'x.forbidden',
  404: 'x.not-found',
  408: 'x.unavailable',
  409: 'x.no-rules',
  410: 'x.not-found',
  420: 'x.rate-limited',
  422: 'x.invalid-request',
  429: 'x.rate-limited',
}

const CODE_OF_CONNECTION_ISSUE: ReadonlyMap<string | null, XErrorCode> = new Map([
  ['TooManyConnections', 'x.too-many-connections'],
  ['RuleConfigurationIssue', 'x.no-rules'],
  ['RulesInvalidIssue', 'x.invalid-rules'],
  ['ProvisioningSubscription', 'x.provisioning'],
])

/** By the type's last segment, or by the title in the same spelling: X has used both for one thing. */
const CODE_OF_TYPE: ReadonlyMap<string, XErrorCode> = new Map([
  ['credits', 'x.credits-depleted'],
  ['credits-depleted', 'x.credits-depleted'],
  ['CreditsDepleted', 'x.credits-depleted'],
  ['spend-cap-reached', 'x.spend-cap'],
  ['SpendCapReached', 'x.spend-cap'],
  ['usage-capped', 'x.usage-capped'],
  ['UsageCapExceeded', 'x.usage-capped'],
  ['unsupported-authentication', 'x.wrong-token-kind'],
  ['client-forbidden', 'x.tier'],
  ['rate-limit-exceeded', 'x.rate-limited'],
])

/** Numbers of the older API, which X still answers with in places. */
const CODE_OF_NUMBER: ReadonlyMap<number | null, XErrorCode> = new Map([
  [88, 'x.rate-limited'],
  [135, 'x.clock-skew'],
  [453, 'x.tier'],
])

function codeOfProblem(problem: XProblem): XErrorCode | null {
  return (
    CODE_OF_CONNECTION_ISSUE.get(problem.connectionIssue) ??
    CODE_OF_TYPE.get(problem.type ?? '') ??
    CODE_OF_TYPE.get(problem.title ?? '') ??
    CODE_OF_NUMBER.get(problem.code) ??
    null
  )
}

/** By this machine's clock, although X names the time by its own; null when none is named, or none that can be true. */
function resetMs(answer: RefusedAnswer, nowMs: number): number | null {
  const seconds = Number(headerOf(answer.headers, 'x-rate-limit-reset') ?? Number.NaN)
  const retryAfterSeconds = Number(headerOf(answer.headers, 'retry-after') ?? Number.NaN)
  const named = Number.isNaN(seconds)
    ? nowMs + retryAfterSeconds * 1000
    : seconds * 1000 + (answer.clockSkewMs ?? 0)
  return named > nowMs && named < nowMs + MAX_RESET_MS ? named : null
}

export function headerOf(headers: Headers, name: string): string | null {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}

function describeSkew(skewMs: number | null): string {
  if (skewMs === null || Math.abs(skewMs) < 1000) return 'too far from'
  return `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs < 0 ? 'behind' : 'ahead of'}`
}

/** X's words as they may be shown. Shortened last, so that no half of a token is left. */
function quotable(words: string | null, secret: string): string | null {
  if (words === null) return null
  const redacted = secret.length < 4 ? words : words.replaceAll(secret, '[token]')
  return redacted.slice(0, MAX_WORDS)
}
