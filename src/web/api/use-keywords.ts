import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { WireKeyword, WireKeywordVersion, WirePreview } from '../../domain/wire.ts'
import { listAll, sendJson } from './client.ts'
import { queryKeys } from './query-keys.ts'

export interface KeywordDraft {
  query: string
  label: string | null
}

/** Counts move with every post; live events bring a refresh sooner than this does. */
const REFRESH_MS = 10_000

/** All keywords, in the server's order. */
export function useKeywords() {
  return useQuery({
    queryKey: queryKeys.keywords,
    queryFn: ({ signal }) => listKeywords(signal),
    refetchInterval: REFRESH_MS,
  })
}

export function listKeywords(signal: AbortSignal): Promise<WireKeyword[]> {
  return listAll<WireKeyword>('/keywords', signal)
}

/** Newest version first. */
export function useKeywordHistory(id: string) {
  return useQuery({
    queryKey: queryKeys.keywordHistory(id),
    queryFn: ({ signal }) =>
      listAll<WireKeywordVersion>(`/keywords/${encodeURIComponent(id)}/history`, signal),
  })
}

/** What the server thinks of a query; the last answer stays while the next one is on its way. */
export function useKeywordPreview(query: string) {
  return useQuery({
    queryKey: queryKeys.preview(query),
    queryFn: ({ signal }) => sendJson<WirePreview>('POST', '/keywords/preview', { query }, signal),
    enabled: query.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  })
}

export function useCreateKeyword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (draft: KeywordDraft) => sendJson<WireKeyword>('POST', '/keywords', draft),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.keywords }),
  })
}

export interface KeywordChange {
  id: string
  change: Partial<KeywordDraft> & { active?: boolean }
}

export function useUpdateKeyword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, change }: KeywordChange) =>
      sendJson<WireKeyword>('PATCH', `/keywords/${encodeURIComponent(id)}`, change),
    onSuccess: async (keyword) => {
      client.setQueryData<WireKeyword[]>(queryKeys.keywords, (all) =>
        all?.map((one) => (one.id === keyword.id ? keyword : one)),
      )
      await client.invalidateQueries({ queryKey: queryKeys.keywordHistory(keyword.id) })
    },
  })
}

export function useDeleteKeyword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, isPurge }: { id: string; isPurge: boolean }) =>
      sendJson('DELETE', `/keywords/${encodeURIComponent(id)}${isPurge ? '?purge=true' : ''}`),
    onSuccess: async (_, { id }) => {
      client.setQueryData<WireKeyword[]>(queryKeys.keywords, (all) =>
        all?.filter((one) => one.id !== id),
      )
      await client.invalidateQueries({ queryKey: queryKeys.keywords })
    },
  })
}
