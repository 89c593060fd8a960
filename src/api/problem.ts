/**
 * Every error of the API as `application/problem+json` (RFC 9457): what is wrong, in a stable code and one sentence.
 * Whatever was not thrown on purpose is a 500 that says nothing of the inside.
 */
import { STATUS_CODES } from 'node:http'
import type { FastifyError } from 'fastify'
import type { WireProblem } from '../domain/wire.ts'
import { AppError, RequestError } from '../lib/errors.ts'

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8'

/** Seconds after which a client may try again when the database or the process is away for a moment. */
const RETRY_SOON_SECONDS = 2

/** Statuses of the errors of other stages that may reach a route; any other AppError is a 500. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'store.unavailable': 503,
  'process.shutdown': 503,
  'live.too-many-readers': 503,
  'lease.stale-epoch': 409,
}

/** Fastify's own refusals, by its codes. Messages are ours: its own speak of its inside. */
const FRAMEWORK_PROBLEMS: Readonly<Record<string, readonly [number, string, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'request.unsupported-media-type',
    'Send the body as application/json.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'request.too-large', 'The body is longer than 64 KB.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'request.malformed',
    'The body is not as long as its Content-Length says.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'request.malformed', 'The body is not valid JSON.'],
  FST_ERR_BAD_URL: [400, 'request.malformed', 'The address is not a valid URL path.'],
  FST_ERR_ASYNC_CONSTRAINT: [400, 'request.malformed', 'The request cannot be routed.'],
}

export interface ProblemAnswer {
  readonly problem: WireProblem
  readonly headers: Readonly<Record<string, string>>
  /** Not something the client did: to be logged with its stack. */
  readonly isInternal: boolean
}

export function createProblem(
  status: number,
  code: string,
  detail: string,
  extra: Record<string, unknown> = {},
): WireProblem {
  const title = STATUS_CODES[status] ?? 'Error'
  return { type: 'about:blank', title, status, code, detail, ...extra }
}

/** The answer for anything that was thrown. */
export function problemOf(error: unknown): ProblemAnswer {
  if (error instanceof RequestError) {
    const { retryAfterSeconds, ...extra } = error.extra
    const problem = createProblem(error.status, error.code, error.message, extra)
    const soon = error.status === 503 ? RETRY_SOON_SECONDS : null
    const wait = typeof retryAfterSeconds === 'number' ? retryAfterSeconds : soon
    const headers: Record<string, string> = wait === null ? {} : { 'retry-after': String(wait) }
    return { problem, headers, isInternal: false }
  }
  const status = error instanceof AppError ? STATUS_OF_CODE[error.code] : undefined
  if (error instanceof AppError && status !== undefined) {
    const isAway = status === 503
    const detail = error.code === 'store.unavailable' ? STORE_AWAY : error.message
    return {
      problem: createProblem(status, error.code, detail),
      headers: isAway ? { 'retry-after': String(RETRY_SOON_SECONDS) } : {},
      isInternal: false,
    }
  }
  return frameworkProblem(error) ?? INTERNAL_ANSWER
}

/** The store's own message may name files or hosts; those are for the log. */
const STORE_AWAY = 'The database does not answer at the moment. Nothing is lost; try again.'

const INTERNAL_ANSWER: ProblemAnswer = {
  problem: createProblem(
    500,
    'server.internal',
    'Something went wrong inside Magpie; see its log.',
  ),
  headers: {},
  isInternal: true,
}

function frameworkProblem(error: unknown): ProblemAnswer | null {
  if (!(error instanceof Error)) return null
  const { code, statusCode, validation } = error as FastifyError
  const known = typeof code === 'string' ? FRAMEWORK_PROBLEMS[code] : undefined
  if (known) return { problem: createProblem(...known), headers: {}, isInternal: false }
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500 || validation) return null
  // Malformed JSON comes as a plain SyntaxError with a 400, files as 403 and 416: the status says enough.
  const isJson = error instanceof SyntaxError
  const detail = isJson ? 'The body is not valid JSON.' : `${STATUS_CODES[statusCode]}.`
  const name = statusCode === 400 ? 'request.malformed' : 'request.refused'
  return { problem: createProblem(statusCode, name, detail), headers: {}, isInternal: false }
}
