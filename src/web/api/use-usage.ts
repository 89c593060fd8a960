import { useQuery } from '@tanstack/react-query'
import type { WireUsage } from '../../domain/wire.ts'
import { getJson } from './client.ts'
import { queryKeys } from './query-keys.ts'

const REFRESH_MS = 10_000

export function useUsage() {
  return useQuery({
    queryKey: queryKeys.usage,
    queryFn: ({ signal }) => getJson<WireUsage>('/usage', {}, signal),
    refetchInterval: REFRESH_MS,
  })
}
