/**
 * Faults and settings on demand, which only the sandbox has: `POST /sandbox/control` with the
 * sandbox's bearer and one JSON object `{"action": …}`. The answer is
 * `{"action": …, "affected": n}`: how many streams it touched, or posts it made. What came of it
 * is in `GET /sandbox/state` (sandbox-state.ts). In process: `sandbox.control()`, from the start:
 * `SandboxOptions.faults`, `magpie sandbox --fault JSON`.
 *
 * On the streams that are open now:
 *   disconnect               closes them in good order
 *   reset                    cuts the socket (RST); what was under way is lost
 *   stall, unstall           not a byte any more, keep-alives included, the socket stays; and back
 *   drip {bytes: 1}          so many bytes a write, CRLF and characters are cut anywhere; 0 ends it
 *   inject {base64}          these bytes, as they are, between two lines
 *   in-stream-error {disconnectType: "OperationalDisconnect", close: true}
 *                            X's error line, then the end (close false: goes on)
 * On requests to come:
 *   status {status, variant: null, count: 1, endpoint: "stream"}
 *                            the next `count` requests get X's refusal with 401, 402, 403, 429, 500
 *                            or 503; variants: ORDERED_REFUSALS in http/problems.ts (null: the
 *                            first); endpoint: one of http/rate-limits.ts, or "any"
 *   rate-limit {endpoint, limit}
 *                            so many requests in 15 minutes, counted from now on
 *   max-connections {connections}
 *   linger-ms {ms}           a stream that is gone still counts as open (429 TooManyConnections)
 * On posts and rules:
 *   rate {postsPerSecond}    0: as fast as they are read
 *   pause, resume            no posts are made; keep-alives go on
 *   emit {posts}             so many at once, paused or not
 *   rule-delay-ms {ms}       until a rule takes effect, and until a deleted one is gone
 *   rules-cap {rules}
 *   forget-rules             as when X resets an app: no rules any more
 * On time and limits:
 *   skew-ms {ms}             the sandbox's clock against this machine's: Date header, ids,
 *                            created_at, rate-limit resets
 *   keep-alive-ms {ms}
 *   buffer-bytes {bytes}     a reader that is further behind is dropped
 */
import { ORDERED_REFUSALS } from '../http/problems.ts'
import { isLimitedEndpoint, type LimitedEndpoint } from '../http/rate-limits.ts'
import { isRecord } from '../http/request-body.ts'
import { MAX_POSTS_PER_SECOND } from '../settings.ts'

/** As in X's OpenAPI 2.166. */
const DISCONNECT_TYPES = [
  'OperationalDisconnect',
  'UpstreamOperationalDisconnect',
  'ForceDisconnect',
  'UpstreamUncleanDisconnect',
  'SlowReader',
  'InternalError',
  'ClientApplicationStateDegraded',
  'InvalidRules',
] as const
export type DisconnectType = (typeof DISCONNECT_TYPES)[number]

type BareAction = 'disconnect' | 'reset' | 'stall' | 'unstall' | 'pause' | 'resume' | 'forget-rules'

export type ControlAction =
  | { readonly action: BareAction }
  | { readonly action: 'drip'; readonly bytes: number }
  | { readonly action: 'inject'; readonly base64: string }
  | {
      readonly action: 'in-stream-error'
      readonly disconnectType: DisconnectType
      readonly close: boolean
    }
  | {
      readonly action: 'status'
      readonly status: number
      readonly variant: string | null
      readonly count: number
      readonly endpoint: LimitedEndpoint | 'any'
    }
  | { readonly action: 'rate-limit'; readonly endpoint: LimitedEndpoint; readonly limit: number }
  | { readonly action: 'max-connections'; readonly connections: number }
  | { readonly action: 'rate'; readonly postsPerSecond: number }
  | { readonly action: 'emit'; readonly posts: number }
  | { readonly action: 'rules-cap'; readonly rules: number }
  | { readonly action: 'buffer-bytes'; readonly bytes: number }
  | {
      readonly action: 'linger-ms' | 'rule-delay-ms' | 'skew-ms' | 'keep-alive-ms'
      readonly ms: number
    }

export type DecodedAction =
  | { readonly kind: 'action'; readonly action: ControlAction }
  | { readonly kind: 'invalid'; readonly problem: string }

type Reader = (fields: Fields) => Record<string, unknown>

/** Reads members and remembers the first that is wrong. */
class Fields {
  problem: string | null = null
  readonly #body: Record<string, unknown>
  readonly #unread: Set<string>

  constructor(body: Record<string, unknown>) {
    this.#body = body
    this.#unread = new Set(Object.keys(body))
    this.#unread.delete('action')
  }

  number(name: string, min: number, max: number, fallback?: number): number {
    const value = this.#take(name) ?? fallback
    if (typeof value === 'number' && value >= min && value <= max) return value
    return this.#fail(`${name} must be a number from ${min} to ${max}`, min)
  }

  choice<T extends string>(name: string, isChoice: (value: unknown) => value is T, fallback: T): T {
    const value = this.#take(name) ?? fallback
    return isChoice(value) ? value : this.#fail(`${name} is not one of those it can be`, fallback)
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.#take(name) ?? fallback
    return typeof value === 'boolean'
      ? value
      : this.#fail(`${name} must be true or false`, fallback)
  }

  text(name: string): string | null {
    const value = this.#take(name) ?? null
    return value === null || typeof value === 'string'
      ? value
      : this.#fail(`${name} must be a text`, null)
  }

  /** What was sent and nobody asked for. */
  finish(): void {
    const [name] = this.#unread
    if (name !== undefined) this.#fail(`it has no ${name}`, null)
  }

  #take(name: string): unknown {
    this.#unread.delete(name)
    return this.#body[name]
  }

  #fail<T>(problem: string, fallback: T): T {
    this.problem ??= problem
    return fallback
  }
}

const isDisconnectType = (value: unknown): value is DisconnectType =>
  DISCONNECT_TYPES.some((type) => type === value)
const isEndpointOrAny = (value: unknown): value is LimitedEndpoint | 'any' =>
  value === 'any' || isLimitedEndpoint(value)
const none: Reader = () => ({})
const HOUR_MS = 3_600_000

const ACTIONS: Readonly<Record<ControlAction['action'], Reader>> = {
  disconnect: none,
  reset: none,
  stall: none,
  unstall: none,
  pause: none,
  resume: none,
  'forget-rules': none,
  drip: (fields) => ({ bytes: fields.number('bytes', 0, 65_536, 1) }),
  inject: (fields) => ({ base64: fields.text('base64') ?? '' }),
  'in-stream-error': (fields) => ({
    disconnectType: fields.choice('disconnectType', isDisconnectType, 'OperationalDisconnect'),
    close: fields.boolean('close', true),
  }),
  status: (fields) => ({
    status: fields.number('status', 401, 503),
    variant: fields.text('variant'),
    count: fields.number('count', 0, 1_000_000, 1),
    endpoint: fields.choice('endpoint', isEndpointOrAny, 'stream'),
  }),
  'rate-limit': (fields) => ({
    endpoint: fields.choice('endpoint', isLimitedEndpoint, 'stream'),
    limit: fields.number('limit', 0, 1_000_000),
  }),
  'max-connections': (fields) => ({ connections: fields.number('connections', 0, 1000) }),
  rate: (fields) => ({ postsPerSecond: fields.number('postsPerSecond', 0, MAX_POSTS_PER_SECOND) }),
  emit: (fields) => ({ posts: fields.number('posts', 0, 100_000) }),
  'rules-cap': (fields) => ({ rules: fields.number('rules', 0, 1_000_000) }),
  'buffer-bytes': (fields) => ({ bytes: fields.number('bytes', 0, 2 ** 40) }),
  'linger-ms': (fields) => ({ ms: fields.number('ms', 0, 24 * HOUR_MS) }),
  'rule-delay-ms': (fields) => ({ ms: fields.number('ms', 0, HOUR_MS) }),
  'skew-ms': (fields) => ({ ms: fields.number('ms', -24 * HOUR_MS, 24 * HOUR_MS) }),
  'keep-alive-ms': (fields) => ({ ms: fields.number('ms', 1, HOUR_MS) }),
}

/** A JSON value into an action; `problem` completes "The control request was not understood: …". */
export function decodeControlAction(value: unknown): DecodedAction {
  const name = isRecord(value) ? value['action'] : null
  if (!isRecord(value) || typeof name !== 'string' || !Object.hasOwn(ACTIONS, name)) {
    return { kind: 'invalid', problem: `action must be one of ${Object.keys(ACTIONS).join(', ')}` }
  }
  const fields = new Fields(value)
  const action = { action: name, ...ACTIONS[name as keyof typeof ACTIONS](fields) } as ControlAction
  fields.finish()
  const problem = fields.problem ?? refusalProblem(action)
  return problem === null
    ? { kind: 'action', action }
    : { kind: 'invalid', problem: `${name}: ${problem}` }
}

function refusalProblem(action: ControlAction): string | null {
  if (action.action !== 'status') return null
  const variants = ORDERED_REFUSALS[action.status]
  if (!variants) return `status must be one of ${Object.keys(ORDERED_REFUSALS).join(', ')}`
  if (action.variant === null || Object.hasOwn(variants, action.variant)) return null
  return `variant of ${action.status} must be one of ${Object.keys(variants).join(', ')}`
}
