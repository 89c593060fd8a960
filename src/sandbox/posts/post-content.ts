/**
 * A made-up post before it is sent: everything about it except, for a post of the stream, its id
 * and time. Those are marks of the right width, so that one rendering can be sent again and again
 * with its own id (render-line.ts).
 */
import type { Segment } from './rich-text.ts'

/** Stands for the id (19 digits) of the post that is being produced. */
export const ID_MARK = `\u007f${'I'.repeat(17)}\u007f`

/**
 * Stands for a time (24 characters, ISO 8601): the creation of the post that is being produced, and
 * so many minutes more.
 */
export function timeMark(minutesLater: number): string {
  return `\u007fT${String(minutesLater).padStart(21, '0')}\u007f`
}
export const TIME_MARK = timeMark(0)

export interface SandboxUser {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly description: string
  readonly location: string | null
  readonly createdAtMs: number
  readonly verified: boolean
  readonly followers: number
  readonly following: number
  readonly posts: number
  readonly listed: number
  readonly likes: number
}

export interface SandboxMedia {
  readonly key: string
  readonly type: 'photo' | 'video' | 'animated_gif'
  readonly url: string
  readonly altText: string | null
  readonly width: number
  readonly height: number
  readonly durationMs: number | null
}

export interface SandboxPoll {
  readonly id: string
  readonly options: readonly { readonly label: string; readonly votes: number }[]
  readonly durationMinutes: number
}

export interface SandboxPlace {
  readonly id: string
  readonly name: string
  readonly fullName: string
  readonly country: string
  readonly countryCode: string
  readonly bbox: readonly [number, number, number, number]
}

export interface PostReference {
  readonly type: 'retweeted' | 'quoted' | 'replied_to'
  readonly id: string
  /** Null when that post is gone: X then reports a partial error. */
  readonly post: PostContent | null
}

export interface PostMetrics {
  readonly reposts: number
  readonly replies: number
  readonly likes: number
  readonly quotes: number
  readonly bookmarks: number
  readonly impressions: number
}

export interface PostContent {
  /** ID_MARK, or the id of a post that was made before. */
  readonly id: string
  /** TIME_MARK, or ISO 8601. */
  readonly createdAt: string
  readonly author: SandboxUser
  /**
   * The whole text; `text` on the wire is cut from it when it is long. Empty for a repost, which
   * has its original's.
   */
  readonly segments: readonly Segment[]
  readonly lang: string
  readonly references: readonly PostReference[]
  readonly inReplyTo: SandboxUser | null
  /** Null: the post begins its conversation. */
  readonly conversationId: string | null
  readonly media: readonly SandboxMedia[]
  readonly poll: SandboxPoll | null
  readonly place: SandboxPlace | null
  readonly metrics: PostMetrics
  readonly withheldIn: readonly string[]
  /** Ids of the versions before this one, oldest first. */
  readonly earlierVersions: readonly string[]
  /** 0..99: what `sample:` looks at. */
  readonly sampleBucket: number
}

/** A post that says nothing yet: everything but id, time, author and language. */
export const BLANK_POST: Omit<PostContent, 'id' | 'createdAt' | 'author' | 'lang'> = {
  segments: [],
  references: [],
  inReplyTo: null,
  conversationId: null,
  media: [],
  poll: null,
  place: null,
  metrics: { reposts: 0, replies: 0, likes: 0, quotes: 0, bookmarks: 0, impressions: 0 },
  withheldIn: [],
  earlierVersions: [],
  sampleBucket: 0,
}

export function repostOf(content: PostContent): PostReference | null {
  return content.references.find((reference) => reference.type === 'retweeted') ?? null
}

export function quoteOf(content: PostContent): PostReference | null {
  return content.references.find((reference) => reference.type === 'quoted') ?? null
}

export function replyOf(content: PostContent): PostReference | null {
  return content.references.find((reference) => reference.type === 'replied_to') ?? null
}

/** The post whose words these are: the original of a repost, else the post itself. */
export function wordsOf(content: PostContent): PostContent {
  return repostOf(content)?.post ?? content
}

/** Users named with `@` in the text. */
export function mentionedUsers(content: PostContent): SandboxUser[] {
  return content.segments.flatMap((segment) => (segment.kind === 'mention' ? [segment.user] : []))
}
