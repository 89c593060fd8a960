import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { WirePage, WirePost } from '../../domain/wire.ts'
import { getJson, type QueryParameters } from './client.ts'
import { queryKeys } from './query-keys.ts'

export const POSTS_PAGE_SIZE = 50

/** Newest first; the next page is asked for by the reader. */
export function usePostSearch(parameters: QueryParameters) {
  return useInfiniteQuery({
    queryKey: queryKeys.postSearch(parameters),
    queryFn: ({ pageParam, signal }) => listPosts(parameters, pageParam, POSTS_PAGE_SIZE, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // The pages already read stay as they are: a new post must not shift what is being read.
    refetchOnWindowFocus: false,
    staleTime: 30_000,
  })
}

export async function listPosts(
  parameters: QueryParameters,
  cursor: string | null,
  limit: number,
  signal: AbortSignal,
): Promise<WirePage<WirePost>> {
  return getJson('/posts', { ...parameters, cursor, limit }, signal)
}

/** With the payload as received. */
export function usePost(network: string, id: string) {
  return useQuery({
    queryKey: queryKeys.post(network, id),
    queryFn: ({ signal }) =>
      getJson<WirePost>(
        `/posts/${encodeURIComponent(network)}/${encodeURIComponent(id)}`,
        { include: 'raw' },
        signal,
      ),
  })
}
