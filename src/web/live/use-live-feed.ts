import { useQuery } from '@tanstack/react-query'
import { useEffect, useReducer, useRef } from 'react'
import type { WirePost } from '../../domain/wire.ts'
import { listPosts, POSTS_PAGE_SIZE } from '../api/use-posts.ts'
import { useLiveClient } from './live-context.ts'
import { EMPTY_FEED, reduceFeed, type FeedEvent, type PostFeed } from './post-feed.ts'

interface Seed {
  posts: WirePost[]
  /** Every post committed after this reading has a higher seq. */
  afterSeq: number
}

export interface LiveFeed {
  feed: PostFeed
  dispatch: (event: FeedEvent) => void
  /** Why the stored posts could not be read; null while all is well or on its way. */
  error: Error | null
  retry: () => void
}

/**
 * The live list of these keywords (none = all): the newest stored posts, then every post the moment it is committed.
 * Stored posts are read first and the connection carries on exactly behind them, so nothing falls between.
 * Belongs to one choice of keywords: another choice is another component (`key`).
 */
export function useLiveFeed(keywords: readonly string[]): LiveFeed {
  const client = useLiveClient()
  const [feed, dispatch] = useReducer(reduceFeed, EMPTY_FEED)
  const { data, error, refetch } = useQuery({
    queryKey: ['posts', 'newest', keywords],
    queryFn: ({ signal }) => readSeed(keywords, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    structuralSharing: false,
  })
  /** The connection has been opened behind the stored posts. */
  const isPlaced = useRef(false)

  useEffect(
    () =>
      client.onEvents((events) => {
        const posts = events.filter((event) => event.kind === 'post').map(({ post }) => post)
        if (posts.length > 0) dispatch({ type: 'arrived', posts })
        // What is stored by now says whether anything was really missed.
        if (events.some((event) => event.kind === 'reset')) void refetch()
      }),
    [client, refetch],
  )

  useEffect(() => {
    if (data === undefined) return
    dispatch({ type: 'seeded', posts: data.posts })
    // Read again after a reset, the connection already runs on from the live edge, which lies before this reading.
    if (!isPlaced.current) client.watch(keywords, data.afterSeq)
    isPlaced.current = true
  }, [client, data, keywords])

  return { feed, dispatch, error: feed.isSeeded ? null : error, retry: () => void refetch() }
}

async function readSeed(keywords: readonly string[], signal: AbortSignal): Promise<Seed> {
  // The place is taken among all posts: the newest of a quiet keyword may be days back.
  const newest = await listPosts({}, null, POSTS_PAGE_SIZE, signal)
  const afterSeq = newest.data.reduce((highest, post) => Math.max(highest, post.seq), 0)
  if (keywords.length === 0) return { posts: newest.data, afterSeq }
  const pages = await Promise.all(
    keywords.map((keyword) => listPosts({ keyword }, null, POSTS_PAGE_SIZE, signal)),
  )
  return { posts: pages.flatMap((page) => page.data), afterSeq }
}
