/**
 * The rule endpoints of the X API as functions. They answer 200 or 201 with failures inside, so an answer is read for
 * what it says of each rule, never by its status alone. All throw SourceError for what concerns the whole account.
 */
import { asArray, asCount, asId, asRecord, asString, type JsonRecord } from '../json.ts'
import { refusedError, xError, type RefusedAnswer } from './errors.ts'
import type { XRule } from './plan-rules.ts'
import { readJsonBody, readProblems, wordsOf, type XProblem } from './problems.ts'
import type { XRequest } from './x-connection.ts'
import type { XHttp } from './x-http.ts'

const RULES_PATH = '/2/tweets/search/stream/rules'
/** Rules a request may carry here; X names no limit, and a batch that fails as a whole should not be large. */
export const MAX_RULES_PER_REQUEST = 100
/** 1,000 rules a page: more pages than any account has rules for. */
const MAX_PAGES = 50

/** Every rule of the app, whoever made it. */
export async function listRules(http: XHttp, signal: AbortSignal): Promise<XRule[]> {
  const rules: XRule[] = []
  let token: string | null = null
  for (let page = 0; page < MAX_PAGES; page++) {
    const query: Record<string, string> = token === null ? {} : { pagination_token: token }
    const body = await callForJson(http, { method: 'GET', path: RULES_PATH, query }, signal)
    rules.push(...readRules(body.data))
    const next = asString(asRecord(body.meta)?.next_token)
    if (next === null || next === '' || next === token) break
    token = next
  }
  return rules
}

export interface RuleCaps {
  /** How many more rules the app may have now. */
  readonly room: number
  /** How many it may have in all. */
  readonly cap: number
}

/** Null when X does not say (older API hosts have no such endpoint): then adding will tell. */
export async function readRuleCaps(http: XHttp, signal: AbortSignal): Promise<RuleCaps | null> {
  const answer = await http.call({ method: 'GET', path: `${RULES_PATH}/counts` }, signal)
  if (answer.status === 404 || answer.status === 400 || answer.status === 405) return null
  if (!isOk(answer)) throw refuse(http, answer)
  const data = asRecord(asRecord(readJsonBody(answer.body))?.data)
  const perApp = asCount(data?.cap_per_client_app)
  const perProject = asCount(data?.cap_per_project)
  const inApp = asCount(asRecord(data?.client_app_rules_count)?.rule_count) ?? 0
  const inProject = asCount(data?.project_rules_count) ?? inApp
  const cap = Math.min(perApp ?? Infinity, perProject ?? Infinity)
  if (cap === Infinity) return null
  const room = Math.min((perApp ?? Infinity) - inApp, (perProject ?? Infinity) - inProject)
  return { room: Math.max(room, 0), cap }
}

export interface AddAnswer {
  readonly created: readonly XRule[]
  /** What X counted as created; some answers leave the rules themselves out. */
  readonly createdCount: number
  readonly problems: readonly XProblem[]
  /** The words of the whole answer, for a rule that nothing else is said of. */
  readonly words: string | null
}

/** Adds up to MAX_RULES_PER_REQUEST rules. A refusal that concerns rules is an answer, not an error. */
export async function addRules(
  http: XHttp,
  rules: readonly { readonly value: string; readonly tag: string }[],
  signal: AbortSignal,
): Promise<AddAnswer> {
  const request: XRequest = { method: 'POST', path: RULES_PATH, body: { add: rules } }
  const answer = await http.call(request, signal)
  // 400 and 422: one of the rules is not valid.
  const isAboutRules = answer.status === 400 || answer.status === 422
  if (!isOk(answer) && !isAboutRules) throw refuse(http, answer)
  const body = asRecord(readJsonBody(answer.body))
  if (body === null && isOk(answer)) throw unexpected(answer)
  const problems = body === null ? [] : (readProblems(body) ?? [])
  const created = readRules(body?.data)
  const summary = asRecord(asRecord(body?.meta)?.summary)
  return {
    created,
    createdCount: asCount(summary?.created) ?? created.length,
    problems,
    words: wordsOf(answer.body, problems),
  }
}

/** Deletes rules by id. One that is not there any more is as good as deleted. */
export async function deleteRules(
  http: XHttp,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (let from = 0; from < ids.length; from += MAX_RULES_PER_REQUEST) {
    const batch = ids.slice(from, from + MAX_RULES_PER_REQUEST)
    const request: XRequest = { method: 'POST', path: RULES_PATH, body: { delete: { ids: batch } } }
    const answer = await http.call(request, signal)
    if (!isOk(answer) && answer.status !== 400) throw refuse(http, answer)
  }
}

async function callForJson(
  http: XHttp,
  request: XRequest,
  signal: AbortSignal,
): Promise<JsonRecord> {
  const answer = await http.call(request, signal)
  if (!isOk(answer)) throw refuse(http, answer)
  const body = asRecord(readJsonBody(answer.body))
  // An empty list would make us add everything again, and believe that it worked.
  if (body === null) throw unexpected(answer)
  return body
}

function readRules(data: unknown): XRule[] {
  const rules: XRule[] = []
  for (const entry of asArray(data)) {
    const rule = asRecord(entry)
    const id = asId(rule?.id)
    const value = asString(rule?.value)
    if (id !== null && value !== null) rules.push({ id, value, tag: asString(rule?.tag) })
  }
  return rules
}

function isOk(answer: RefusedAnswer): boolean {
  return answer.status >= 200 && answer.status < 300
}

function refuse(http: XHttp, answer: RefusedAnswer): Error {
  return refusedError(answer, { nowMs: http.clock.nowMs(), secret: http.token() })
}

function unexpected(answer: RefusedAnswer): Error {
  return xError('x.unexpected-answer', { fill: { status: `${answer.status}, not JSON` } })
}
