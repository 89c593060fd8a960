/**
 * Posts of the last hours that a new one answers, quotes or reposts: they have an id and a time of
 * their own.
 */
import type { Random } from '../random.ts'
import { pastSnowflake } from '../snowflake.ts'
import {
  BLANK_POST,
  type PostContent,
  type PostMetrics,
  type PostReference,
  type SandboxUser,
} from './post-content.ts'
import type { Segment } from './rich-text.ts'

const MINUTE_MS = 60_000
const MIN_AGE_MS = 2 * MINUTE_MS
const MAX_AGE_MS = 600 * MINUTE_MS
/** How many were deleted, or protected, in the meantime. */
const GONE_SHARE = 0.03

export interface PostIdentity {
  readonly id: string
  readonly createdAt: string
}

/** `id` null: made up to fit the time. */
export function createPastIdentity(id: string | null, nowMs: number, random: Random): PostIdentity {
  const atMs = nowMs - random.between(MIN_AGE_MS, MAX_AGE_MS)
  return {
    id: id ?? pastSnowflake(atMs, random.below(2 ** 21)),
    createdAt: new Date(atMs).toISOString(),
  }
}

/** By somebody, in somebody's words, with reactions since. */
export function createEarlierPost(
  identity: PostIdentity,
  author: SandboxUser,
  lang: string,
  segments: readonly Segment[],
  random: Random,
): PostContent {
  return {
    ...BLANK_POST,
    ...identity,
    author,
    lang,
    segments,
    conversationId: identity.id,
    metrics: createEarlierMetrics(random),
  }
}

export function createEarlierMetrics(random: Random): PostMetrics {
  const likes = Math.floor(800 * random.next() ** 4)
  return {
    reposts: Math.floor(likes * 0.2) + 1,
    replies: Math.floor(likes * 0.1),
    likes,
    quotes: Math.floor(likes * 0.03),
    bookmarks: Math.floor(likes * 0.05),
    impressions: likes * 37 + random.below(400),
  }
}

export function createReference(
  type: 'replied_to' | 'quoted',
  post: PostContent,
  random: Random,
): PostReference {
  return { type, id: post.id, post: random.chance(GONE_SHARE) ? null : post }
}
