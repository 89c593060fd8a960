/**
 * X's recent search as a way to heal gaps: a page of posts of a query and a time. From the reference of 2026-08:
 * 450 requests in 15 minutes, 512 characters, 100 posts a page, seven days, and nothing younger than ten seconds.
 */
import { asArray, asId, asRecord, asString, type JsonRecord } from '../json.ts'
import type { FoundPage, FoundPost, GapHealer, PageRequest } from '../source.ts'
import { decodeXPost } from './decode-post.ts'
import { xStreamQuery, type XStreamRequest } from './endpoints.ts'
import { refusedError, xError } from './errors.ts'
import { readJsonBody } from './problems.ts'
import type { XHttp } from './x-http.ts'

const SEARCH_PATH = '/2/tweets/search/recent'
const POSTS_PER_PAGE = 100
/** A minute less than X's seven days: the request takes its time, and clocks are read to the second. */
const REACH_MS = 7 * 86_400_000 - 60_000
/** X asks for ten seconds; clocks are known to the second, and times are rounded to it. */
const MIN_AGE_MS = 13_000

export interface RecentSearchOptions {
  readonly http: XHttp
  /** As for the stream: what is not expanded is not found, and may be billed. */
  readonly expansions: XStreamRequest['expansions']
}

/** Since 2026-05 keyword search has no reposts, and it looks for words in the post alone, not in the one it quotes. */
export function createRecentSearch({ http, expansions }: RecentSearchOptions): GapHealer {
  const fields = xStreamQuery({ expansions })
  return {
    name: 'recent-search',
    reachMs: REACH_MS,
    minAgeMs: MIN_AGE_MS,
    maxQueryLength: 512,
    missing: ['reposts', 'quoted-text', 'deleted'],
    async readPage(request, signal) {
      const query = { ...fields, ...parametersOf(request) }
      const answer = await http.call({ method: 'GET', path: SEARCH_PATH, query }, signal)
      const nowMs = http.clock.nowMs()
      if (answer.status !== 200) throw refusedError(answer, { nowMs, secret: http.token() })
      const body = asRecord(readJsonBody(answer.body))
      const meta = asRecord(body?.meta)
      // Without a count it is some other JSON: taken for an empty page it would heal what nobody has looked at.
      if (body === null || typeof meta?.result_count !== 'number') throw unexpected('not a search')
      const nextPageToken = asString(meta.next_token) || null
      if (nextPageToken !== null && nextPageToken === request.pageToken) {
        throw unexpected('the same page twice')
      }
      return { ...readPosts(body, nowMs), nextPageToken }
    },
  }
}

function parametersOf({ query, fromMs, toMs, pageToken }: PageRequest): Record<string, string> {
  return {
    query,
    // Outward to whole seconds, which is what X documents.
    start_time: secondOf(Math.floor(fromMs / 1000)),
    end_time: secondOf(Math.ceil(toMs / 1000)),
    max_results: String(POSTS_PER_PAGE),
    ...(pageToken === null ? {} : { next_token: pageToken }),
  }
}

function secondOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}

function readPosts(body: JsonRecord, nowMs: number): Pick<FoundPage, 'posts' | 'unreadable'> {
  const includes = indexIncludes(asRecord(body.includes))
  const posts: FoundPost[] = []
  const unreadable: Buffer[] = []
  for (const entry of asArray(body.data)) {
    const data = asRecord(entry)
    const own = data === null ? null : includesOf(data, includes)
    const post = data === null ? null : decodeXPost(data, own, nowMs)
    if (post === null) unreadable.push(Buffer.from(JSON.stringify(entry)))
    else {
      const raw = Buffer.from(JSON.stringify({ data, ...(own === null ? {} : { includes: own }) }))
      posts.push({ post, quotedText: quotedTextOf(post.refs, own, nowMs), raw })
    }
  }
  return { posts, unreadable }
}

/** Kind of object → its key → the object. */
type Includes = ReadonlyMap<string, ReadonlyMap<string, unknown>>

function indexIncludes(includes: JsonRecord | null): Includes {
  const index = new Map<string, Map<string, unknown>>()
  for (const [kind, list] of Object.entries(includes ?? {})) {
    const byKey = new Map<string, unknown>()
    for (const entry of asArray(list)) {
      const record = asRecord(entry)
      const key = asId(record?.id) ?? asString(record?.id) ?? asString(record?.media_key)
      if (key !== null) byKey.set(key, entry)
    }
    index.set(kind, byKey)
  }
  return index
}

/** Of the page's objects those that this post, or one it refers to, names: as a stream sends them with the post. */
function includesOf(data: JsonRecord, includes: Includes): JsonRecord | null {
  const found: Record<string, unknown[]> = {}
  const named = namesIn(data)
  for (const kind of ['tweets', 'posts']) {
    for (const key of named) {
      const post = asRecord(includes.get(kind)?.get(key))
      if (post !== null) for (const name of namesIn(post)) named.add(name)
    }
  }
  for (const [kind, byKey] of includes) {
    const objects = [...named].flatMap((key) => byKey.get(key) ?? [])
    if (objects.length > 0) found[kind] = objects
  }
  return Object.keys(found).length > 0 ? found : null
}

/** Every key by which a post names another object. */
function namesIn(post: JsonRecord): Set<string> {
  const attachments = asRecord(post.attachments)
  const keys: unknown[] = [
    post.author_id,
    post.in_reply_to_user_id,
    asRecord(post.geo)?.place_id,
    ...asArray(attachments?.media_keys),
    ...asArray(attachments?.poll_ids),
    ...asArray(post.referenced_tweets ?? post.referenced_posts).map((ref) => asRecord(ref)?.id),
  ]
  return new Set(keys.map((key) => asId(key) ?? asString(key)).filter((key) => key !== null))
}

function quotedTextOf(
  refs: readonly { readonly type: string; readonly id: string }[],
  includes: JsonRecord | null,
  nowMs: number,
): string | null {
  const id = refs.find(({ type }) => type === 'quoted')?.id
  if (id === undefined) return null
  const quoted = [...asArray(includes?.tweets), ...asArray(includes?.posts)]
    .map(asRecord)
    .find((post) => asId(post?.id) === id)
  return quoted ? (decodeXPost(quoted, null, nowMs)?.text ?? null) : null
}

function unexpected(what: string): Error {
  return xError('x.unexpected-answer', { fill: { status: `200, ${what}` } })
}
