import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { WireSeries, WireSummary, WireTop } from '../../domain/wire.ts'
import { getJson } from './client.ts'
import { queryKeys } from './query-keys.ts'
import { serverNowMs } from './server-clock.ts'
import { resolveRange, type RangeName, RANGES } from './statistics-range.ts'

export type Facet = WireTop['facet']

/** Live events bring a refresh sooner; these are for what changes without a post: the end of the interval moves. */
const SUMMARY_REFRESH_MS = 10_000
const TOP_REFRESH_MS = 20_000
const TOP_ROWS = 8

export function useSeries(keywordId: string, range: RangeName) {
  const { bucket } = RANGES[range]
  return useQuery({
    queryKey: queryKeys.series(keywordId, range),
    queryFn: ({ signal }) =>
      getJson<WireSeries>(
        statisticsPath(keywordId, 'series'),
        { bucket, ...resolveRange(range, serverNowMs()) },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: RANGES[range].refreshMs,
  })
}

export function useSummary(keywordId: string, range: RangeName) {
  return useQuery({
    queryKey: queryKeys.summary(keywordId, range),
    queryFn: ({ signal }) =>
      getJson<WireSummary>(
        statisticsPath(keywordId, 'summary'),
        resolveRange(range, serverNowMs()),
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: SUMMARY_REFRESH_MS,
  })
}

export function useTop(keywordId: string, range: RangeName, facet: Facet) {
  return useQuery({
    queryKey: queryKeys.top(keywordId, range, facet),
    queryFn: ({ signal }) =>
      getJson<WireTop>(
        statisticsPath(keywordId, 'top'),
        { facet, limit: TOP_ROWS, ...resolveRange(range, serverNowMs()) },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: TOP_REFRESH_MS,
  })
}

function statisticsPath(keywordId: string, what: 'series' | 'summary' | 'top'): string {
  return `/keywords/${encodeURIComponent(keywordId)}/${what}`
}
