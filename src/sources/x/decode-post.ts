/**
 * A post object of the X API v2, with its `includes`, as a Post. Pure; never throws.
 *
 * Both vocabularies are read everywhere, mixed too: X renames tweet to post key by key (`note_tweet`/`note_post`,
 * `referenced_tweets`/`referenced_posts`, `includes.tweets`/`includes.posts`, `retweet_count`/`repost_count` …).
 *
 * Whose words: a repost carries the original's text, entities, media and withholding, from `includes`. Where X left the
 * original out, all there is is the repost's own text, cut at about 140 characters, without its `RT @user: `.
 */
import type { Author, Edited, Post, PostKind, PostRef, Withheld } from '../../domain/post.ts'
import { asArray, asCount, asId, asRecord, asString, firstString } from '../json.ts'
import type { JsonRecord } from '../json.ts'
import { decodeXMedia } from './decode-media.ts'
import { repostPrefixLength, unescapeXText } from './post-text.ts'

/** Null when it is not a post as documented: no usable id or no text. `receivedAtMs` is the last resort for its time. */
export function decodeXPost(
  data: JsonRecord,
  includes: JsonRecord | null,
  receivedAtMs: number,
): Post | null {
  const id = asId(data.id)
  if (id === null || typeof data.text !== 'string') return null
  const refs = decodeRefs(data)
  const kind = kindOf(refs)
  const withheld = decodeWithheld(data.withheld)
  // What X put in the place of a withheld repost is what may be shown, not the original behind it.
  const original = kind === 'repost' && withheld === null ? findOriginal(refs, includes) : null
  const content = decodeContent(data, original, kind === 'repost')
  const author = decodeAuthor(data, includes)
  return {
    network: 'x',
    id,
    url: postUrl(author.handle, id),
    author,
    text: content.text,
    lang: firstString(data.lang, original?.lang),
    kind,
    createdAtMs: createdAt(data.created_at, id, receivedAtMs),
    hashtags: content.hashtags,
    mentions: content.mentions,
    urls: content.urls,
    media: decodeXMedia(original === null ? [data] : [original, data], includes),
    refs,
    metrics: decodeMetrics(data.public_metrics),
    edited: decodeEdited(data.edit_history_tweet_ids ?? data.edit_history_post_ids),
    withheld: withheld ?? decodeWithheld(original?.withheld),
  }
}

const REF_TYPES: ReadonlyMap<unknown, PostRef['type']> = new Map([
  ['retweeted', 'reposted'],
  ['reposted', 'reposted'],
  ['quoted', 'quoted'],
  ['replied_to', 'replied_to'],
])

function decodeRefs(data: JsonRecord): PostRef[] {
  const refs: PostRef[] = []
  for (const entry of asArray(data.referenced_tweets ?? data.referenced_posts)) {
    const ref = asRecord(entry)
    const type = REF_TYPES.get(ref?.type)
    const id = asId(ref?.id)
    if (type !== undefined && id !== null) refs.push({ type, id })
  }
  return refs
}

/** One kind a post: repost before quote before reply. A reply that quotes is a quote; its refs name both. */
function kindOf(refs: readonly PostRef[]): PostKind {
  let kind: PostKind = 'post'
  for (const ref of refs) {
    if (ref.type === 'reposted') return 'repost'
    if (ref.type === 'quoted') kind = 'quote'
    else if (kind === 'post') kind = 'reply'
  }
  return kind
}

function findOriginal(refs: readonly PostRef[], includes: JsonRecord | null): JsonRecord | null {
  const id = refs.find((ref) => ref.type === 'reposted')?.id
  for (const list of [includes?.tweets, includes?.posts]) {
    for (const entry of asArray(list)) {
      const post = asRecord(entry)
      if (post !== null && asId(post.id) === id && typeof post.text === 'string') return post
    }
  }
  return null
}

interface Content {
  readonly text: string
  readonly hashtags: readonly string[]
  readonly mentions: readonly string[]
  readonly urls: readonly string[]
}

function decodeContent(data: JsonRecord, original: JsonRecord | null, isRepost: boolean): Content {
  const post = original ?? data
  // A long post's `text` is cut at about 280 characters; the whole is in its note, with entities of its own.
  const note = asRecord(post.note_tweet) ?? asRecord(post.note_post)
  const noteText = asString(note?.text)
  const escaped = noteText ?? asString(post.text) ?? ''
  const entities =
    (noteText === null ? null : asRecord(note?.entities)) ?? asRecord(post.entities) ?? EMPTY
  const prefixLength = isRepost && original === null ? repostPrefixLength(escaped) : 0
  return {
    text: unescapeXText(escaped.slice(prefixLength)),
    hashtags: texts(entities.hashtags, (entity) => asString(entity.tag)),
    // Not the user of the `RT @user: ` that was cut off.
    mentions: texts(entities.mentions, (entity) =>
      prefixLength > 0 && typeof entity.end === 'number' && entity.end < prefixLength
        ? null
        : asString(entity.username),
    ),
    urls: texts(entities.urls, (entity) =>
      firstString(entity.unwound_url, entity.expanded_url, entity.url),
    ),
  }
}

const EMPTY: JsonRecord = {}
const NO_TEXTS: readonly string[] = []

/** One text of each entity, in order, each once. */
function texts(list: unknown, read: (entity: JsonRecord) => string | null): readonly string[] {
  if (!Array.isArray(list) || list.length === 0) return NO_TEXTS
  const result: string[] = []
  for (const entry of list) {
    const entity = asRecord(entry)
    const text = entity === null ? null : read(entity)
    if (text !== null && text !== '' && !result.includes(text)) result.push(text)
  }
  return result
}

/** The id is empty when the stream was opened without `author_id`. */
function decodeAuthor(data: JsonRecord, includes: JsonRecord | null): Author {
  const id = asId(data.author_id)
  if (id === null) return { id: '', handle: null, name: null }
  for (const entry of asArray(includes?.users)) {
    const user = asRecord(entry)
    if (user === null || asId(user.id) !== id) continue
    return { id, handle: firstString(user.username), name: asString(user.name) }
  }
  return { id, handle: null, name: null }
}

/** `i/web` leads to the post whoever wrote it. */
function postUrl(handle: string | null, id: string): string {
  const user = handle !== null && /^\w{1,50}$/.test(handle) ? handle : 'i/web'
  return `https://x.com/${user}/status/${id}`
}

const SNOWFLAKE_EPOCH_MS = 1_288_834_974_657
/** Ids below were given out before ids carried the time (4 November 2010). */
const FIRST_SNOWFLAKE = 29_700_859_247n

function createdAt(value: unknown, id: string, receivedAtMs: number): number {
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (!Number.isNaN(parsed)) return parsed
  const number = BigInt(id)
  if (number < FIRST_SNOWFLAKE) return receivedAtMs
  return Number(number >> 22n) + SNOWFLAKE_EPOCH_MS
}

/** Both vocabularies to the words of domain/post.ts. What X adds stays in the raw line. */
const METRICS: ReadonlyMap<string, string> = new Map([
  ['retweet_count', 'reposts'],
  ['repost_count', 'reposts'],
  ['reply_count', 'replies'],
  ['like_count', 'likes'],
  ['quote_count', 'quotes'],
  ['bookmark_count', 'bookmarks'],
  ['impression_count', 'impressions'],
])

function decodeMetrics(value: unknown): Readonly<Record<string, number>> {
  const metrics: Record<string, number> = {}
  const record = asRecord(value)
  for (const key in record) {
    const name = METRICS.get(key)
    const count = name === undefined ? null : asCount(record[key])
    if (count !== null) metrics[name!] = count
  }
  return metrics
}

/** Null for a post that was never edited: its history names only itself. */
function decodeEdited(value: unknown): Edited | null {
  const ids = asArray(value)
  if (ids.length < 2) return null
  const history = ids.map(asId).filter((id) => id !== null)
  return history.length < 2 ? null : { history }
}

function decodeWithheld(value: unknown): Withheld | null {
  const withheld = asRecord(value)
  if (withheld === null) return null
  const scope = asString(withheld.scope)
  return {
    copyright: withheld.copyright === true,
    countryCodes: asArray(withheld.country_codes)
      .map(asString)
      .filter((code) => code !== null),
    scope: scope === 'tweet' ? 'post' : scope,
  }
}
