/** What went wrong with a request, in the API's own words where it had any. */
import type { WireProblem, WireQueryProblem } from '../../domain/wire.ts'
import { AppError } from '../../lib/errors.ts'

/** The server answered, and said no. */
export class ApiError extends AppError {
  readonly code: string
  readonly retry: 'backoff' | 'never'
  readonly status: number
  readonly problem: WireProblem
  /** From `Retry-After`; null when the answer had none. */
  readonly retryAfterMs: number | null

  constructor(problem: WireProblem, retryAfterMs: number | null) {
    super(problem.detail || problem.title)
    this.problem = problem
    this.code = problem.code
    this.status = problem.status
    this.retryAfterMs = retryAfterMs
    this.retry = problem.status >= 500 || problem.status === 429 ? 'backoff' : 'never'
  }

  get queryProblems(): readonly WireQueryProblem[] {
    return this.problem.problems ?? []
  }
}

/** No answer at all: the server is down, restarting, or the way to it is cut. */
export class UnreachableError extends AppError {
  readonly code = 'api.unreachable'
  readonly retry = 'backoff'
}

export function isSignInNeeded(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404
}

/** Any answer becomes a problem: one that is not problem+json (a proxy's page, say) is described by its status. */
export function decodeProblem(status: number, statusText: string, body: string): WireProblem {
  const fallback: WireProblem = {
    type: 'about:blank',
    title: statusText || `HTTP ${status}`,
    status,
    code: `http.${status}`,
    detail: `The server answered ${status}${statusText ? ` ${statusText}` : ''}.`,
  }
  let document: unknown
  try {
    document = JSON.parse(body)
  } catch {
    return fallback
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return fallback
  const fields = document as Record<string, unknown>
  const text = (name: string, otherwise: string): string =>
    typeof fields[name] === 'string' ? fields[name] : otherwise
  return {
    ...fields,
    type: text('type', fallback.type),
    title: text('title', fallback.title),
    status,
    code: text('code', fallback.code),
    detail: text('detail', text('title', fallback.detail)),
    problems: Array.isArray(fields['problems']) ? fields['problems'].filter(isQueryProblem) : [],
  }
}

function isQueryProblem(value: unknown): value is WireQueryProblem {
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Record<string, unknown>
  return (
    typeof fields['message'] === 'string' &&
    typeof fields['position'] === 'number' &&
    typeof fields['length'] === 'number'
  )
}

/** One sentence for a person, whatever was caught. */
export function errorSentence(error: unknown): string {
  if (error instanceof UnreachableError) return 'Magpie does not answer. Is it still running?'
  if (error instanceof ApiError && error.status >= 500) {
    return `Magpie could not do that just now (${error.message})`
  }
  return error instanceof Error ? error.message : String(error)
}
