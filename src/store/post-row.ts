/** A post as a row of `posts` and back. What is looked for has a column; the rest is JSON in `details`, empty parts left out. */
import type { Selectable } from 'kysely'

import type { Batch, BatchPost } from '../domain/batch.ts'
import { asKeywordId, type KeywordId } from '../domain/ids.ts'
import type {
  Edited,
  Media,
  Network,
  Post,
  PostKind,
  PostRef,
  StoredPost,
  Withheld,
} from '../domain/post.ts'
import type { FacetedPost } from './count-matches.ts'
import type { NewPostRow } from './dialects/dialect.ts'
import type { PostsTable } from './schema.ts'

interface Details {
  url?: string
  hashtags?: readonly string[]
  mentions?: readonly string[]
  urls?: readonly string[]
  media?: readonly Media[]
  /** `reposted:123`. */
  refs?: readonly string[]
  /** In the order of METRICS when all names are known, null where one is missing; by name otherwise. */
  metrics?: readonly (number | null)[] | Readonly<Record<string, number>>
  edited?: Edited
  withheld?: Withheld
}

/** Never reordered: stored posts refer to it. */
const METRICS = ['reposts', 'replies', 'likes', 'quotes', 'bookmarks', 'impressions']

export type PostRow = Selectable<PostsTable>

export function encodePost(
  { post, receivedAtMs, rawIndex, recovered }: BatchPost,
  streamId: Batch['streamId'],
  keywordIds: readonly number[],
  rawBlockId: number | null,
): NewPostRow {
  return {
    network: post.network,
    id: post.id,
    author_id: post.author.id,
    author_handle: post.author.handle,
    author_name: post.author.name,
    text: post.text,
    lang: post.lang,
    kind: post.kind,
    created_at: post.createdAtMs,
    received_at: receivedAtMs,
    stream_id: streamId,
    keyword_ids: keywordIds.join(','),
    details: encodeDetails(post),
    raw_block_id: rawIndex === null ? null : rawBlockId,
    raw_index: rawBlockId === null ? null : rawIndex,
    recovered: recovered ? 1 : 0,
    deleted_at: null,
  }
}

export function decodePost(row: PostRow): StoredPost {
  const details = JSON.parse(row.details) as Details
  const network = row.network as Network
  const author = { id: row.author_id, handle: row.author_handle, name: row.author_name }
  return {
    seq: row.seq,
    network,
    id: row.id,
    url: details.url ?? usualUrl(network, author.handle, row.id) ?? '',
    author,
    text: row.text,
    lang: row.lang,
    kind: row.kind as PostKind,
    createdAtMs: row.created_at,
    receivedAtMs: row.received_at,
    hashtags: details.hashtags ?? [],
    mentions: details.mentions ?? [],
    urls: details.urls ?? [],
    media: details.media ?? [],
    refs: (details.refs ?? []).map(decodeRef),
    metrics: decodeMetrics(details.metrics),
    edited: details.edited ?? null,
    withheld: details.withheld ?? null,
    keywords: splitKeywordIds(row.keyword_ids).map(toKeywordId),
    recovered: row.recovered === 1,
    deletedAtMs: row.deleted_at,
  }
}

/** What facets count of a stored post, without decoding the rest. */
export function decodeFaceted(
  row: Pick<PostRow, 'network' | 'author_id' | 'author_handle' | 'lang' | 'details'>,
): FacetedPost {
  const details = JSON.parse(row.details) as Details
  return {
    network: row.network as Network,
    author: { id: row.author_id, handle: row.author_handle },
    lang: row.lang,
    hashtags: details.hashtags ?? [],
    mentions: details.mentions ?? [],
    urls: details.urls ?? [],
  }
}

export function splitKeywordIds(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number)
}

export function toKeywordId(id: number): KeywordId {
  return asKeywordId(String(id))
}

/** The number behind a public id; null for text that is no id of ours. */
export function keywordNumber(id: KeywordId): number | null {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null
}

function encodeDetails(post: Post): string {
  const details: Details = {}
  if (post.url !== usualUrl(post.network, post.author.handle, post.id)) details.url = post.url
  if (post.hashtags.length > 0) details.hashtags = post.hashtags
  if (post.mentions.length > 0) details.mentions = post.mentions
  if (post.urls.length > 0) details.urls = post.urls
  if (post.media.length > 0) details.media = post.media
  if (post.refs.length > 0) details.refs = post.refs.map(({ type, id }) => `${type}:${id}`)
  const names = Object.keys(post.metrics)
  if (names.length > 0) details.metrics = encodeMetrics(post.metrics, names)
  if (post.edited) details.edited = post.edited
  if (post.withheld) details.withheld = post.withheld
  return JSON.stringify(details)
}

function encodeMetrics(
  metrics: Post['metrics'],
  names: readonly string[],
): NonNullable<Details['metrics']> {
  if (!names.every((name) => METRICS.includes(name))) return metrics
  const values = METRICS.map((name) => metrics[name] ?? null)
  return values.slice(0, values.findLastIndex((value) => value !== null) + 1)
}

function decodeMetrics(stored: Details['metrics']): Post['metrics'] {
  if (!isList(stored)) return stored ?? {}
  const metrics: Record<string, number> = {}
  for (const [i, value] of stored.entries()) if (value !== null) metrics[METRICS[i]!] = value
  return metrics
}

function isList(stored: Details['metrics']): stored is readonly (number | null)[] {
  return Array.isArray(stored)
}

function decodeRef(text: string): PostRef {
  const colon = text.indexOf(':')
  return { type: text.slice(0, colon) as PostRef['type'], id: text.slice(colon + 1) }
}

/** The address that need not be stored because it follows from handle and id; null where there is no such rule. */
function usualUrl(network: Network, handle: string | null, id: string): string | null {
  return network === 'x' && handle !== null ? `https://x.com/${handle}/status/${id}` : null
}
