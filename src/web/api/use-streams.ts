import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import type { WireCoverage, WireStream } from '../../domain/wire.ts'
import { getJson, listAll, sendJson } from './client.ts'
import { queryKeys } from './query-keys.ts'
import { serverNowMs } from './server-clock.ts'

/** Changes of state arrive by live events; this is for the counters and the time of the last byte. */
const COUNTERS_REFRESH_MS = 2_000
const BACKGROUND_REFRESH_MS = 15_000
const COVERAGE_REFRESH_MS = 30_000
export const COVERAGE_SPAN_MS = 24 * 60 * 60 * 1000

export function useStreams(options: { watchCounters?: boolean } = {}) {
  return useQuery({
    queryKey: queryKeys.streams,
    queryFn: ({ signal }) => listAll<WireStream>('/streams', signal),
    refetchInterval: options.watchCounters ? COUNTERS_REFRESH_MS : BACKGROUND_REFRESH_MS,
  })
}

export interface CoverageAnswer extends WireCoverage {
  fromMs: number
  toMs: number
}

/** The last 24 hours of one stream's ledger. */
export function useCoverage(streamId: string) {
  return useQuery({
    queryKey: queryKeys.streamCoverage(streamId),
    queryFn: async ({ signal }): Promise<CoverageAnswer> => {
      const toMs = serverNowMs()
      const fromMs = toMs - COVERAGE_SPAN_MS
      const coverage = await getJson<WireCoverage>(
        '/coverage',
        {
          stream: streamId,
          from: new Date(fromMs).toISOString(),
          to: new Date(toMs).toISOString(),
        },
        signal,
      )
      return { ...coverage, fromMs, toMs }
    },
    refetchInterval: COVERAGE_REFRESH_MS,
  })
}

export interface StreamDraft {
  name: string
  token: string
  /** Empty: the server's own. */
  apiUrl: string
}

/** Makes a filtered stream on X; it runs at once. */
export function useConnectX() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ name, token, apiUrl }: StreamDraft) =>
      sendJson<WireStream>('POST', '/streams', {
        network: 'x',
        kind: 'filtered',
        name,
        token,
        ...(apiUrl === '' ? {} : { apiUrl }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.streams }),
  })
}

export function useStartStream() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson<WireStream>('POST', `${streamPath(id)}/start`),
    onSuccess: (stream) => putStream(client, stream),
  })
}

/** Answers when the stop is true: `stoppedAt` is its proof. */
export function useStopStream() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson<WireStream>('POST', `${streamPath(id)}/stop`),
    onSuccess: (stream) => putStream(client, stream),
  })
}

export interface StreamChange {
  id: string
  change: { name?: string; token?: string }
}

export function useUpdateStream() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, change }: StreamChange) =>
      sendJson<WireStream>('PATCH', streamPath(id), change),
    onSuccess: (stream) => putStream(client, stream),
  })
}

export function useDeleteStream() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', streamPath(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.streams }),
  })
}

function streamPath(id: string): string {
  return `/streams/${encodeURIComponent(id)}`
}

async function putStream(client: QueryClient, stream: WireStream): Promise<void> {
  client.setQueryData<WireStream[]>(queryKeys.streams, (all) =>
    all?.map((one) => (one.id === stream.id ? stream : one)),
  )
  await client.invalidateQueries({ queryKey: queryKeys.coverage })
}
