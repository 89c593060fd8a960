/**
 * The one place that talks HTTP. Takes a method, a path under /api/v1 and parameters; gives the JSON as its wire type.
 * Errors: ApiError for any answer that is not 2xx, UnreachableError for none; the signal's reason when aborted.
 */
import type { WirePage } from '../../domain/wire.ts'
import { isCausedBy } from '../../lib/abort.ts'
import { ApiError, decodeProblem, UnreachableError } from './api-error.ts'
import { noteServerDate } from './server-clock.ts'

export const API_BASE = '/api/v1'
/** For writes, which nothing else ends: long enough for a stop that waits for its proof. */
const WRITE_TIMEOUT_MS = 60_000
/** The most the server gives at once. */
const MAX_PAGE_SIZE = 1000

export type QueryParameters = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>

export async function getJson<T>(
  path: string,
  parameters: QueryParameters,
  signal: AbortSignal,
): Promise<T> {
  return (await request('GET', withParameters(path, parameters), undefined, signal)) as T
}

/** Every item of a list that is short enough to be read whole, page after page. */
export async function listAll<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: WirePage<T> = await getJson(path, { limit: MAX_PAGE_SIZE, cursor }, signal)
    items.push(...page.data)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}

/** Answers undefined for 204. */
export async function sendJson<T>(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
  signal: AbortSignal = AbortSignal.timeout(WRITE_TIMEOUT_MS),
): Promise<T> {
  return (await request(method, path, body, signal)) as T
}

/** Null and undefined are left out, lists are repeated, the rest is text. */
export function withParameters(path: string, parameters: QueryParameters): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === undefined) continue
    if (typeof value === 'object') for (const item of value) search.append(name, item)
    else search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

async function request(
  method: string,
  path: string,
  body: object | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await send(method, path, body, signal)
  noteServerDate(response.headers.get('date'), Date.now())
  const text = await readBody(response, signal)
  if (!response.ok) {
    const problem = decodeProblem(response.status, response.statusText, text)
    throw new ApiError(problem, readRetryAfterMs(response.headers.get('retry-after')))
  }
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnreachableError('The answer is not from Magpie: it is no JSON.', { cause: error })
  }
}

async function send(
  method: string,
  path: string,
  body: object | undefined,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(`${API_BASE}${path}`, {
      method,
      signal,
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    if (isCausedBy(error, signal)) throw error
    throw new UnreachableError('Magpie does not answer.', { cause: error })
  }
}

async function readBody(response: Response, signal: AbortSignal): Promise<string> {
  try {
    return await response.text()
  } catch (error) {
    if (isCausedBy(error, signal)) throw error
    throw new UnreachableError('The answer broke off.', { cause: error })
  }
}

function readRetryAfterMs(header: string | null): number | null {
  if (header === null) return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const atMs = Date.parse(header)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - Date.now())
}
