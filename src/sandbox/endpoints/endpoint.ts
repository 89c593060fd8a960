/**
 * What every endpoint of the sandbox is: a method, a path, the limit it counts against, and a
 * function from request to answer.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from '../http/answer.ts'
import type { LimitedEndpoint } from '../http/rate-limits.ts'

export interface EndpointRequest {
  readonly incoming: IncomingMessage
  readonly params: URLSearchParams
  /** What a `:name` at the end of the path stood for; empty elsewhere. */
  readonly name: string
  /** The answer to write to; only the stream does. Date and rate-limit headers are set. */
  readonly response: ServerResponse
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** May end in `/:name`. */
  readonly path: string
  /** Null: X's limits do not apply. */
  readonly limit: LimitedEndpoint | null
  /** Null when the endpoint has taken the response over. */
  handle(request: EndpointRequest): Answer | null | Promise<Answer | null>
}
