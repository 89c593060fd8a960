/** What X says of an account when it is asked plainly: for the doctor. Reads only, and nothing that is billed. */
import { asArray, asRecord, asString } from '../json.ts'
import type { SourceError } from '../source.ts'
import { headerOf, refusedError, type RefusedAnswer } from './errors.ts'
import { readJsonBody } from './problems.ts'
import { readRuleCaps } from './rules-api.ts'
import type { XHttp } from './x-http.ts'

export interface XConnectionRecord {
  readonly stream: string
  readonly connectedAt: string | null
  /** Both null while it is open. */
  readonly disconnectedAt: string | null
  readonly disconnectReason: string | null
}

export interface XRateLimit {
  readonly endpoint: string
  readonly remaining: number
  readonly limit: number
}

export interface XAccount {
  /** Why X does not take the token, or could not be asked; null when it takes it. */
  readonly refusal: SourceError | null
  /** This machine's clock against X's; null when X did not say. */
  readonly clockSkewMs: number | null
  /** Rules in use and allowed; null when X does not say. */
  readonly rules: { readonly used: number; readonly cap: number } | null
  /** Newest first; null when X does not say. */
  readonly connections: readonly XConnectionRecord[] | null
  readonly rateLimits: readonly XRateLimit[]
}

const RULES_PATH = '/2/tweets/search/stream/rules/counts'
const CONNECTIONS_PATH = '/2/connections'
const MAX_RECORDS = '100'

/** Throws SourceError when X cannot be reached, or ConfigError; a refusal is an answer. */
export async function readXAccount(http: XHttp, signal: AbortSignal): Promise<XAccount> {
  const rules = await http.call({ method: 'GET', path: RULES_PATH }, signal)
  const { clockSkewMs } = rules
  const rateLimits = [rateLimitOf('rules', rules)].filter((limit) => limit !== null)
  // 404: a host without this endpoint; the token was taken all the same.
  if (rules.status !== 200 && rules.status !== 404) {
    const refusal = refusedError(rules, { nowMs: http.clock.nowMs(), secret: http.token() })
    return { refusal, clockSkewMs, rules: null, connections: null, rateLimits }
  }
  const caps = rules.status === 200 ? await readRuleCaps(http, signal) : null
  const connections = await http.call(
    {
      method: 'GET',
      path: CONNECTIONS_PATH,
      query: { status: 'all', max_results: MAX_RECORDS },
    },
    signal,
  )
  const limit = rateLimitOf('connections', connections)
  return {
    refusal: null,
    clockSkewMs,
    rules: caps && { used: caps.cap - caps.room, cap: caps.cap },
    connections: connections.status === 200 ? readRecords(connections.body) : null,
    rateLimits: limit === null ? rateLimits : [...rateLimits, limit],
  }
}

function readRecords(body: string): XConnectionRecord[] {
  return asArray(asRecord(readJsonBody(body))?.data).flatMap((entry) => {
    const record = asRecord(entry)
    if (record === null) return []
    return [
      {
        stream: asString(record.endpoint_name) ?? 'stream',
        connectedAt: asString(record.connected_at),
        disconnectedAt: asString(record.disconnected_at),
        disconnectReason: asString(record.disconnect_reason),
      },
    ]
  })
}

function rateLimitOf(endpoint: string, answer: RefusedAnswer): XRateLimit | null {
  const remaining = Number(headerOf(answer.headers, 'x-rate-limit-remaining') ?? Number.NaN)
  const limit = Number(headerOf(answer.headers, 'x-rate-limit-limit') ?? Number.NaN)
  return Number.isNaN(remaining) || Number.isNaN(limit) ? null : { endpoint, remaining, limit }
}
