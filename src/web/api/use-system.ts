import { useQuery } from '@tanstack/react-query'
import type { WireSystem } from '../../domain/wire.ts'
import { getJson } from './client.ts'
import { queryKeys } from './query-keys.ts'

export function useSystem() {
  return useQuery({
    queryKey: queryKeys.system,
    queryFn: ({ signal }) => getJson<WireSystem>('/system', {}, signal),
    staleTime: 60_000,
  })
}
