/**
 * The sandbox's HTTP server: routing, who may, ordered refusals, request limits, and the headers
 * that are on every answer of X (Date by the sandbox's clock, x-rate-limit-*). Knows nothing of
 * posts and rules.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { OrderedRefusals } from '../control/ordered-refusals.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { SandboxTime } from '../settings.ts'
import type { Answer } from './answer.ts'
import {
  internalError,
  methodNotAllowed,
  notFound,
  tooManyRequests,
  unauthorized,
} from './problems.ts'
import type { RateLimits, RateState } from './rate-limits.ts'

export interface HttpServerParts {
  readonly token: string
  readonly endpoints: readonly Endpoint[]
  readonly limits: RateLimits
  readonly refusals: OrderedRefusals
  readonly time: SandboxTime
}

/**
 * Where no endpoint was reached there is no budget to speak of; X sends the headers all the same.
 */
const NO_BUDGET: RateState = { limit: 0, remaining: 0, resetAtSeconds: 0 }

export function createHttpServer(parts: HttpServerParts): Server {
  return createServer((incoming, response) => {
    // Whatever goes wrong with one request ends that request.
    serve(incoming, response, parts).catch((error: unknown) => {
      process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`)
      if (response.headersSent) response.destroy()
      else send(response, internalError())
    })
  })
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  parts: HttpServerParts,
): Promise<void> {
  setCommonHeaders(response, parts.time)
  const url = URL.parse(incoming.url ?? '/', 'http://sandbox')
  const route = url && findRoute(incoming.method ?? 'GET', url.pathname, parts.endpoints)
  if (!url || !route) return send(response, notFound())
  if (route.kind === 'other-method') return send(response, methodNotAllowed(route.allowed))
  if (!isBearer(incoming.headers.authorization, parts.token)) return send(response, unauthorized())
  const { endpoint, name } = route
  if (endpoint.limit !== null) {
    const state = parts.limits.take(endpoint.limit)
    setRateHeaders(response, state)
    if (!state.allowed) return send(response, tooManyRequests())
    const ordered = parts.refusals.take(endpoint.limit)
    if (ordered) return send(response, ordered)
  }
  const answer = await endpoint.handle({ incoming, params: url.searchParams, name, response })
  if (answer !== null) send(response, answer)
}

type Route =
  | { readonly kind: 'found'; readonly endpoint: Endpoint; readonly name: string }
  | { readonly kind: 'other-method'; readonly allowed: readonly string[] }

function findRoute(method: string, path: string, endpoints: readonly Endpoint[]): Route | null {
  const fitting = endpoints.flatMap((endpoint) => {
    const name = nameIn(path, endpoint.path)
    return name === null ? [] : [{ kind: 'found' as const, endpoint, name }]
  })
  if (fitting.length === 0) return null
  return (
    fitting.find(({ endpoint }) => endpoint.method === method) ?? {
      kind: 'other-method',
      allowed: fitting.map(({ endpoint }) => endpoint.method),
    }
  )
}

/**
 * What `:name` stands for in this path, empty for a pattern without; null when the path is another.
 */
function nameIn(path: string, pattern: string): string | null {
  if (!pattern.endsWith('/:name')) return path === pattern ? '' : null
  const start = pattern.slice(0, -':name'.length)
  const name = path.startsWith(start) ? path.slice(start.length) : ''
  return name === '' || name.includes('/') ? null : name
}

function isBearer(header: string | undefined, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1]
  if (given === undefined) return false
  const [left, right] = [Buffer.from(given), Buffer.from(token)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function setCommonHeaders(response: ServerResponse, time: SandboxTime): void {
  response.sendDate = false
  response.setHeader('date', new Date(time.nowMs()).toUTCString())
  response.setHeader('server', 'magpie-sandbox')
  response.setHeader('api-version', '2.167')
  response.setHeader('x-access-level', 'read')
  response.setHeader('x-transaction-id', randomBytes(8).toString('hex'))
  setRateHeaders(response, {
    ...NO_BUDGET,
    resetAtSeconds: Math.ceil(time.nowMs() / 1000),
  })
}

function setRateHeaders(response: ServerResponse, state: RateState): void {
  response.setHeader('x-rate-limit-limit', state.limit)
  response.setHeader('x-rate-limit-remaining', state.remaining)
  response.setHeader('x-rate-limit-reset', state.resetAtSeconds)
}

function send(response: ServerResponse, { status, text, headers }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
