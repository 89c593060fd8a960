/** A post, whatever network it came from. Times are milliseconds since the Unix epoch, UTC. */
import type { KeywordId } from './ids.ts'

export const NETWORKS = ['x', 'bluesky', 'mastodon'] as const
export type Network = (typeof NETWORKS)[number]

export const POST_KINDS = ['post', 'repost', 'reply', 'quote'] as const
export type PostKind = (typeof POST_KINDS)[number]

/** The account that wrote the post; handle and name are null when the network did not send the user. */
export interface Author {
  readonly id: string
  readonly handle: string | null
  readonly name: string | null
}

export interface Media {
  readonly type: 'photo' | 'video' | 'animated_gif' | 'other'
  readonly key: string
  /** Address of the picture, or of the preview of a video; null when the network did not say. */
  readonly url: string | null
  readonly altText: string | null
  readonly width: number | null
  readonly height: number | null
}

export interface PostRef {
  readonly type: 'reposted' | 'quoted' | 'replied_to'
  readonly id: string
}

/** As X reports it: which countries, for which reason, the post or the whole user. */
export interface Withheld {
  readonly copyright: boolean
  readonly countryCodes: readonly string[]
  readonly scope: string | null
}

/** `history` holds the ids of all versions, oldest first; the last one is this post or a later edit. */
export interface Edited {
  readonly history: readonly string[]
}

/** What a source decodes: a post as the network delivered it, before it is stored. */
export interface Post {
  readonly network: Network
  readonly id: string
  readonly url: string
  readonly author: Author
  /** Full and unescaped: long posts whole; a repost carries the original's text without `RT @…:`. */
  readonly text: string
  /** BCP 47 as the network gave it (`und` possible); null when it gave none. */
  readonly lang: string | null
  readonly kind: PostKind
  readonly createdAtMs: number
  /** Without `#`, as written. */
  readonly hashtags: readonly string[]
  /** Without `@`, as written. */
  readonly mentions: readonly string[]
  /** Expanded addresses. */
  readonly urls: readonly string[]
  readonly media: readonly Media[]
  readonly refs: readonly PostRef[]
  /** Counts as the network named them in the newer vocabulary: reposts, replies, likes, quotes, bookmarks, impressions. */
  readonly metrics: Readonly<Record<string, number>>
  readonly edited: Edited | null
  readonly withheld: Withheld | null
}

/** A post as the store returns it. */
export interface StoredPost extends Post {
  /** Place in the total order of commits; positive, strictly rising, never reused. */
  readonly seq: number
  readonly receivedAtMs: number
  readonly keywords: readonly KeywordId[]
  /** True when it came by healing a gap, not by the live connection. */
  readonly recovered: boolean
  readonly deletedAtMs: number | null
}
