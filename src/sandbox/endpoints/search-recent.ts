/**
 * `GET /2/tweets/search/recent` over what the sandbox has produced. As X's search it differs from
 * the stream: no reposts for keywords (since 2026-05), 512 characters, seven days, and nothing
 * younger than some seconds.
 */
import { checkRule } from '../../match/check-rule.ts'
import type { RuleNode } from '../../match/rule.ts'
import { jsonAnswer, type Answer } from '../http/answer.ts'
import { invalidRequest, type RequestFault } from '../http/problems.ts'
import { readChoice, readInteger, unknownParameters } from '../http/query.ts'
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
import type { DeliveryLog } from '../stream/delivery-log.ts'
import type { Endpoint } from './endpoint.ts'
import {
  createPageToken,
  readSearchWindow,
  WINDOW_PARAMETERS,
  type SearchWindow,
} from './search-window.ts'

const MAX_QUERY_LENGTH = 512
const OWN_PARAMETERS = ['query', 'max_results', 'sort_order', ...WINDOW_PARAMETERS]

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

function search(params: URLSearchParams, parts: SearchParts): Answer {
  const faults = unknownParameters(params, [...OWN_PARAMETERS, ...FIELD_PARAMETERS])
  const rule = readQuery(params, faults)
  const maxResults = readInteger(params, 'max_results', { min: 10, max: 100, fallback: 10 }, faults)
  readChoice(params, 'sort_order', ['recency', 'relevancy'], 'recency', faults)
  const selection = decodeFieldSelection(params, faults)
  const window = readSearchWindow(params, parts.settings, parts.time.nowMs(), faults)
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
      ...(hasMore && oldest && { next_token: createPageToken(oldest.stamp.id) }),
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
