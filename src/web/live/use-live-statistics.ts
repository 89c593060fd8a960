import { useThrottledCallback } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { queryKeys } from '../api/query-keys.ts'
import type { RangeName } from '../api/statistics-range.ts'
import { useLiveClient } from './live-context.ts'

/** A longer range is more to read and changes less to the eye. */
const CHART_REFRESH_MS = { '1h': 1_000, '6h': 2_000, '24h': 5_000, '7d': 10_000 } as const
const SUMMARY_REFRESH_MS = 3_000

/** Moves the chart and the numbers while posts of this keyword arrive. */
export function useLiveStatistics(keywordId: string, range: RangeName): void {
  const client = useLiveClient()
  const queries = useQueryClient()
  const refreshChart = useThrottledCallback(() => {
    void queries.invalidateQueries({ queryKey: queryKeys.series(keywordId, range) })
  }, CHART_REFRESH_MS[range])
  const refreshSummary = useThrottledCallback(() => {
    void queries.invalidateQueries({ queryKey: queryKeys.summary(keywordId, range) })
  }, SUMMARY_REFRESH_MS)

  useEffect(
    () =>
      client.onEvents((events) => {
        const isTouched = events.some(
          (event) => event.kind === 'post' && event.post.keywords.includes(keywordId),
        )
        if (!isTouched) return
        refreshChart()
        refreshSummary()
      }),
    [client, keywordId, refreshChart, refreshSummary],
  )
}
