/**
 * `GET /2/tweets/search/recent` over what the sandbox has produced. As X's search it differs from the stream: no reposts for keywords
 * (since 2026-05), 512 characters, seven days, and nothing younger than some seconds.
 */
import { checkRule } from '../../match/check-rule.ts'
import type { RuleNode } from '../../match/rule.ts'
import { jsonAnswer, type Answer } from '../http/answer.ts'
import { invalidRequest, type RequestFault } from '../http/problems.ts'
import {
  readChoice,
  readInteger,
  readPattern,
  readTimeMs,
  unknownParameters,
} from '../http/query.ts'
import { documentOfContent } from '../posts/document-of-content.ts'
import {
  decodeFieldSelection,
  FIELD_PARAMETERS,
  type FieldSelection,
} from '../posts/field-selection.ts'
import { fillMarks } from '../posts/line-template.ts'
import { repostOf } from '../posts/post-content.ts'
import type { PostHistory } from '../posts/post-history.ts'
import type { SentPost } from '../posts/produced-post.ts'
import { renderPost, type Payload } from '../posts/render-post.ts'
import { decideRule } from '../rules/decide-rule.ts'
import type { SandboxSettings, SandboxTime } from '../settings.ts'
import { snowflakeAt, snowflakeTimeMs } from '../snowflake.ts'
import type { DeliveryLog } from '../stream/delivery-log.ts'
import type { Endpoint } from './endpoint.ts'

const MAX_QUERY_LENGTH = 512
const WINDOW_MS = 7 * 86_400_000
const OWN_PARAMETERS = [
  'query',
  'start_time',
  'end_time',
  'since_id',
  'until_id',
  'max_results',
  'next_token',
  'pagination_token',
  'sort_order',
]

export interface SearchParts {
  readonly settings: SandboxSettings
  readonly time: SandboxTime
  readonly history: PostHistory
  readonly log: DeliveryLog
}

export function createSearchEndpoint(parts: SearchParts): Endpoint {
  return {
    method: 'GET',
    path: '/2/tweets/search/recent',
    limit: 'search',
    handle: ({ params }) => search(params, parts),
  }
}

interface SearchWindow {
  /** Inclusive; times in ms, ids exclusive. */
  readonly fromMs: number
  readonly toMs: number
  readonly sinceId: bigint
  readonly untilId: bigint
}

function search(params: URLSearchParams, parts: SearchParts): Answer {
  const faults = unknownParameters(params, [...OWN_PARAMETERS, ...FIELD_PARAMETERS])
  const rule = readQuery(params, faults)
  const maxResults = readInteger(params, 'max_results', { min: 10, max: 100, fallback: 10 }, faults)
  readChoice(params, 'sort_order', ['recency', 'relevancy'], 'recency', faults)
  const selection = decodeFieldSelection(params, faults)
  const window = readWindow(params, parts, faults)
  if (faults.length > 0 || rule === null) return invalidRequest(faults)
  const found = findPosts(rule, window, maxResults + 1, parts.history)
  const page = found.slice(0, maxResults)
  parts.log.countReads(page.length, parts.time.nowMs())
  return jsonAnswer(pageJson(page, found.length > page.length, selection))
}

function readQuery(params: URLSearchParams, faults: RequestFault[]): RuleNode | null {
  const query = params.get('query') ?? ''
  const parameters = { query: [query] }
  if (query === '') {
    faults.push({ parameters, message: 'The `query` query parameter can not be empty' })
    return null
  }
  const { problems, rule } = checkRule(query, { maxLength: MAX_QUERY_LENGTH })
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    const texts = errors.map(({ message, position }) => `${message} (at position ${position + 1})`)
    const message = `There were errors processing your request: ${texts.join(', ')}`
    faults.push({ parameters, message })
  }
  return rule
}

function readWindow(
  params: URLSearchParams,
  parts: SearchParts,
  faults: RequestFault[],
): SearchWindow {
  const { settings, time } = parts
  const nowMs = time.nowMs()
  const oldestMs = nowMs - WINDOW_MS
  for (const [one, other] of [
    ['since_id', 'start_time'],
    ['until_id', 'end_time'],
    ['next_token', 'pagination_token'],
  ] as const) {
    if (params.has(one) && params.has(other)) {
      const parameters = { [one]: params.getAll(one), [other]: params.getAll(other) }
      faults.push({
        parameters,
        message: `At most one of \`${one}\` and \`${other}\` can be given`,
      })
    }
  }
  const sinceId = readPattern(params, 'since_id', /^[0-9]{1,19}$/, faults)
  if (sinceId !== null && snowflakeTimeMs(sinceId) < oldestMs)
    faults.push(sinceIdTooOld(sinceId, oldestMs))
  const untilId = readPattern(params, 'until_id', /^[0-9]{1,19}$/, faults)
  const startMs = readTimeMs(params, 'start_time', faults)
  if (startMs !== null && startMs < oldestMs) {
    const text = params.get('start_time')!
    faults.push({
      parameters: { start_time: [text] },
      message: `Invalid 'start_time':'${text}'. 'start_time' must be on or after ${minuteOf(oldestMs)}`,
    })
  }
  const youngestMs = nowMs - settings.searchMinEndAgeMs
  for (const name of ['start_time', 'end_time'] as const) {
    const atMs = readTimeMs(params, name, [])
    if (atMs === null || atMs <= youngestMs) continue
    const text = params.get(name)!
    faults.push({
      parameters: { [name]: [text] },
      message: `Invalid '${name}':'${text}'. '${name}' must be a minimum of ${settings.searchMinEndAgeMs / 1000} seconds prior to the request time.`,
    })
  }
  const endMs = readTimeMs(params, 'end_time', faults)
  const token = params.get('next_token') ?? params.get('pagination_token')
  const tokenId = token === null ? null : readToken(token, params, faults)
  const upperIds = [untilId, tokenId].filter((id) => id !== null).map(BigInt)
  return {
    fromMs: Math.max(startMs ?? 0, oldestMs),
    toMs: endMs ?? nowMs - settings.searchDefaultEndAgeMs,
    sinceId: BigInt(sinceId ?? 0),
    untilId: upperIds.reduce((low, id) => (id < low ? id : low), 2n ** 64n),
  }
}

function sinceIdTooOld(sinceId: string, oldestMs: number): RequestFault {
  return {
    parameters: { since_id: [sinceId] },
    message: `'since_id' must be a tweet id created after ${minuteOf(oldestMs)}. Please use a 'since_id' that is larger than ${snowflakeAt(oldestMs)}`,
  }
}

function minuteOf(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16)}Z`
}

/** The token is the id of the page's last post, in base 32. */
function readToken(token: string, params: URLSearchParams, faults: RequestFault[]): string | null {
  if (/^b26[0-9a-f]{16}$/.test(token)) return String(BigInt(`0x${token.slice(3)}`))
  const name = params.has('next_token') ? 'next_token' : 'pagination_token'
  faults.push({
    parameters: { [name]: [token] },
    message: `The \`${name}\` query parameter value [${token}] is not valid`,
  })
  return null
}

function findPosts(
  rule: RuleNode,
  window: SearchWindow,
  limit: number,
  history: PostHistory,
): SentPost[] {
  const found: SentPost[] = []
  const hidesReposts = asksForWords(rule)
  const verdicts = new Map<SentPost['composed'], boolean>()
  for (const post of history.newestFirst(window.fromMs, window.toMs)) {
    const id = BigInt(post.stamp.id)
    if (id <= window.sinceId) break
    if (id >= window.untilId) continue
    const { content } = post.composed
    if (hidesReposts && repostOf(content)) continue
    let isMatch = verdicts.get(post.composed)
    if (isMatch === undefined) {
      isMatch = decideRule(rule, documentOfContent(content), content)
      verdicts.set(post.composed, isMatch)
    }
    if (!isMatch) continue
    found.push(post)
    if (found.length === limit) break
  }
  return found
}

/** Does a post have to contain words to match? */
function asksForWords(rule: RuleNode): boolean {
  if (rule.kind !== 'term') return !rule.negated && rule.children.some(asksForWords)
  return (
    !rule.negated &&
    ['keyword', 'phrase', 'proximity', 'hashtag', 'mention', 'cashtag', 'url'].includes(
      rule.operator,
    )
  )
}

function pageJson(page: readonly SentPost[], hasMore: boolean, selection: FieldSelection): unknown {
  const payloads = page.map(
    (post) =>
      JSON.parse(
        fillMarks(JSON.stringify(renderPost(post.composed.content, selection)), post.stamp),
      ) as Payload,
  )
  const includes = mergeIncludes(payloads)
  const errors = payloads.flatMap((payload) => payload.errors ?? [])
  const [newest] = page
  const oldest = page.at(-1)
  return {
    ...(page.length > 0 && { data: payloads.map((payload) => payload.data) }),
    ...(Object.keys(includes).length > 0 && { includes }),
    ...(errors.length > 0 && { errors }),
    meta: {
      ...(newest && oldest && { newest_id: newest.stamp.id, oldest_id: oldest.stamp.id }),
      result_count: page.length,
      ...(hasMore &&
        oldest && { next_token: `b26${BigInt(oldest.stamp.id).toString(16).padStart(16, '0')}` }),
    },
  }
}

/** Each user, post and medium once for the whole page. */
function mergeIncludes(payloads: readonly Payload[]): Record<string, unknown[]> {
  const merged: Record<string, Map<unknown, unknown>> = {}
  for (const { includes } of payloads) {
    for (const [name, items] of Object.entries(includes ?? {})) {
      const known = (merged[name] ??= new Map())
      for (const item of items as Record<string, unknown>[])
        known.set(item['id'] ?? item['media_key'], item)
    }
  }
  return Object.fromEntries(
    Object.entries(merged).map(([name, items]) => [name, [...items.values()]]),
  )
}
