import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'
import { queryKeys } from './query-keys.ts'

export interface Session {
  /** A password is set. */
  required: boolean
  authenticated: boolean
}

/** Asked again until it is answered: nothing else can be shown before. */
export function useSession() {
  return useQuery({
    queryKey: queryKeys.session,
    queryFn: ({ signal }) => getJson<Session>('/session', {}, signal),
    staleTime: 60_000,
    retry: 1,
    refetchInterval: (query) => (query.state.status === 'error' ? 3_000 : false),
  })
}

export function useSignIn() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (password: string) => sendJson('POST', '/session', { password }),
    onSuccess: () => client.resetQueries(),
  })
}

export function useSignOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => sendJson('DELETE', '/session'),
    // Nothing of what was read stays in memory for the next person at this screen.
    onSuccess: () => client.resetQueries(),
  })
}
