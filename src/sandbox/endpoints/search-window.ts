/**
 * Which posts a search is about: by time, by id, by page; and X's refusals of windows that cannot
 * be.
 */
import type { RequestFault } from '../http/problems.ts'
import { readPattern, readTimeMs } from '../http/query.ts'
import type { SandboxSettings } from '../settings.ts'
import { snowflakeAt, snowflakeTimeMs } from '../snowflake.ts'

const WINDOW_MS = 7 * 86_400_000
const ID = /^[0-9]{1,19}$/
const TOKEN = /^b26[0-9a-f]{16}$/

export const WINDOW_PARAMETERS = [
  'start_time',
  'end_time',
  'since_id',
  'until_id',
  'next_token',
  'pagination_token',
] as const
const EXCLUSIVE = [
  ['since_id', 'start_time'],
  ['until_id', 'end_time'],
  ['next_token', 'pagination_token'],
] as const

export interface SearchWindow {
  /** Inclusive. */
  readonly fromMs: number
  /** Exclusive, as both ids are. */
  readonly toMs: number
  readonly sinceId: bigint
  readonly untilId: bigint
}

/** Reads the window's parameters; what X would refuse is added to `faults`. */
export function readSearchWindow(
  params: URLSearchParams,
  settings: SandboxSettings,
  nowMs: number,
  faults: RequestFault[],
): SearchWindow {
  for (const [one, other] of EXCLUSIVE) {
    if (!params.has(one) || !params.has(other)) continue
    const parameters = { [one]: params.getAll(one), [other]: params.getAll(other) }
    faults.push({ parameters, message: `At most one of \`${one}\` and \`${other}\` can be given` })
  }
  const oldestMs = nowMs - WINDOW_MS
  const sinceId = readPattern(params, 'since_id', ID, faults)
  if (sinceId !== null && snowflakeTimeMs(sinceId) < oldestMs) {
    refuse('since_id', sinceId, faults, sinceIdTooOld(oldestMs))
  }
  const startMs = readTime('start_time', params, settings, nowMs, faults)
  if (startMs !== null && startMs < oldestMs) {
    const reason = `'start_time' must be on or after ${minuteOf(oldestMs)}`
    refuseTime('start_time', params, faults, reason)
  }
  const endMs = readTime('end_time', params, settings, nowMs, faults)
  const upperIds = [readPattern(params, 'until_id', ID, faults), readPageToken(params, faults)]
  return {
    fromMs: Math.max(startMs ?? 0, oldestMs),
    toMs: endMs ?? nowMs - settings.searchDefaultEndAgeMs,
    sinceId: BigInt(sinceId ?? 0),
    untilId: upperIds
      .filter((id) => id !== null)
      .map(BigInt)
      .reduce((low, id) => (id < low ? id : low), 2n ** 64n),
  }
}

/** The token of the page behind this post: its id, in hexadecimal. */
export function createPageToken(lastId: string): string {
  return `b26${BigInt(lastId).toString(16).padStart(16, '0')}`
}

function readPageToken(params: URLSearchParams, faults: RequestFault[]): string | null {
  const name = params.has('next_token') ? 'next_token' : 'pagination_token'
  const token = params.get(name)
  if (token === null) return null
  if (TOKEN.test(token)) return String(BigInt(`0x${token.slice(3)}`))
  refuse(name, token, faults, `The \`${name}\` query parameter value [${token}] is not valid`)
  return null
}

/** Nothing younger than some seconds can be asked for. */
function readTime(
  name: 'start_time' | 'end_time',
  params: URLSearchParams,
  settings: SandboxSettings,
  nowMs: number,
  faults: RequestFault[],
): number | null {
  const atMs = readTimeMs(params, name, faults)
  if (atMs !== null && atMs > nowMs - settings.searchMinEndAgeMs) {
    const seconds = settings.searchMinEndAgeMs / 1000
    const reason = `'${name}' must be a minimum of ${seconds} seconds prior to the request time.`
    refuseTime(name, params, faults, reason)
  }
  return atMs
}

function refuseTime(
  name: string,
  params: URLSearchParams,
  faults: RequestFault[],
  reason: string,
): void {
  const text = params.get(name)!
  refuse(name, text, faults, `Invalid '${name}':'${text}'. ${reason}`)
}

function refuse(name: string, value: string, faults: RequestFault[], message: string): void {
  faults.push({ parameters: { [name]: [value] }, message })
}

function sinceIdTooOld(oldestMs: number): string {
  return `'since_id' must be a tweet id created after ${minuteOf(oldestMs)}. Please use a 'since_id' that is larger than ${snowflakeAt(oldestMs)}`
}

function minuteOf(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16)}Z`
}
