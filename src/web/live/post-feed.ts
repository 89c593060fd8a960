/**
 * The live list's state: a pure reducer. Newest on top by `seq`, the order in which the server committed; at most
 * MAX_FEED_ITEMS are kept. While the reader reads (held), arrivals wait apart and the list does not move.
 * A `break` stands where posts may be missing, so that a hole never looks like silence.
 */
import type { WirePost } from '../../domain/wire.ts'

export const MAX_FEED_ITEMS = 2_000

export type FeedItem =
  | { kind: 'post'; key: string; seq: number; post: WirePost }
  /** Posts between these two times may be missing here (they are stored). */
  | { kind: 'break'; key: string; seq: number; fromMs: number; toMs: number }

export interface PostFeed {
  /** False until the stored posts have been read. */
  isSeeded: boolean
  /** Newest first. */
  items: readonly FeedItem[]
  /** Newest first; what arrived while held. */
  held: readonly FeedItem[]
  /** Arrivals while held, those included that have been dropped again. */
  heldCount: number
  isHeld: boolean
}

export type FeedEvent =
  /** The newest stored posts, in any order: at first, and again after the server could not resume. */
  | { type: 'seeded'; posts: readonly WirePost[] }
  | { type: 'arrived'; posts: readonly WirePost[] }
  | { type: 'held' }
  | { type: 'released' }
  /** Shows what waits, whether held or not. */
  | { type: 'shown' }

export const EMPTY_FEED: PostFeed = {
  isSeeded: false,
  items: [],
  held: [],
  heldCount: 0,
  isHeld: false,
}

export function reduceFeed(feed: PostFeed, event: FeedEvent): PostFeed {
  switch (event.type) {
    case 'seeded':
      return seed(feed, event.posts)
    case 'arrived':
      return arrive(feed, event.posts)
    case 'held':
      return feed.isHeld ? feed : { ...feed, isHeld: true }
    case 'released':
      return feed.isHeld ? { ...show(feed), isHeld: false } : feed
    case 'shown':
      return show(feed)
  }
}

function arrive(feed: PostFeed, posts: readonly WirePost[]): PostFeed {
  // The connection still delivers for the list that was shown before.
  if (!feed.isSeeded) return feed
  const fresh = freshItems([...feed.held, ...feed.items], posts)
  if (fresh.length === 0) return feed
  if (!feed.isHeld) return { ...feed, items: mergeBySeq(fresh, feed.items) }
  return {
    ...feed,
    held: mergeBySeq(fresh, feed.held),
    heldCount: feed.heldCount + fresh.length,
  }
}

function seed(feed: PostFeed, posts: readonly WirePost[]): PostFeed {
  const known = [...feed.held, ...feed.items]
  const fresh = freshItems(known, posts)
  const isContinuous = known.length === 0 || fresh.length < posts.length || posts.length === 0
  const broken = isContinuous ? [] : [breakBetween(known, fresh)]
  return show({
    ...feed,
    isSeeded: true,
    held: mergeBySeq([...fresh, ...broken], feed.held),
  })
}

/** Stands just below the oldest of the new posts. */
function breakBetween(known: readonly FeedItem[], fresh: readonly FeedItem[]): FeedItem {
  const below = known.find((item) => item.kind === 'post')
  const above = fresh.findLast((item) => item.kind === 'post')
  const toMs = above?.kind === 'post' ? Date.parse(above.post.createdAt) : 0
  const fromMs = below?.kind === 'post' ? Date.parse(below.post.createdAt) : toMs
  const seq = (above?.seq ?? 1) - 0.5
  return { kind: 'break', key: `break:${seq}`, seq, fromMs: Math.min(fromMs, toMs), toMs }
}

function show(feed: PostFeed): PostFeed {
  if (feed.held.length === 0 && feed.heldCount === 0) return feed
  return { ...feed, items: mergeBySeq(feed.held, feed.items), held: [], heldCount: 0 }
}

/** The posts not known yet, newest first. After a reconnect the server may repeat what was already here. */
function freshItems(known: readonly FeedItem[], posts: readonly WirePost[]): FeedItem[] {
  const keys = new Set<string>()
  const newestSeq = known.reduce((newest, item) => Math.max(newest, item.seq), 0)
  // In order, as they nearly always come, nothing has to be looked up.
  if (posts.some((post) => post.seq <= newestSeq)) for (const item of known) keys.add(item.key)
  const fresh: FeedItem[] = []
  for (const post of posts) {
    const key = `${post.network}:${post.id}`
    if (keys.has(key)) continue
    keys.add(key)
    fresh.push({ kind: 'post', key, seq: post.seq, post })
  }
  return fresh.toSorted((a, b) => b.seq - a.seq)
}

/** Both newest first. */
function mergeBySeq(left: readonly FeedItem[], right: readonly FeedItem[]): FeedItem[] {
  const oldestLeft = left.at(-1)
  const isAbove =
    oldestLeft === undefined || right[0] === undefined || oldestLeft.seq > right[0].seq
  const merged = isAbove
    ? [...left, ...right]
    : [...left, ...right].toSorted((a, b) => b.seq - a.seq)
  return merged.length > MAX_FEED_ITEMS ? merged.slice(0, MAX_FEED_ITEMS) : merged
}
