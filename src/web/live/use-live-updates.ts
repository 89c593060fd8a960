import { useThrottledCallback } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { WireStream } from '../../domain/wire.ts'
import { queryKeys } from '../api/query-keys.ts'
import { failureCount } from './connection-status.ts'
import { useLiveClient } from './live-context.ts'
import type { LiveEvent } from './live-event.ts'
import { mergeStreams } from './stream-list.ts'

/** Counts are asked for again this often at most while posts arrive: the database counts, this page does not. */
const COUNTS_REFRESH_MS = 1_000

/**
 * Keeps what was read over HTTP true while things happen: a post is a hint that counts changed, a stream's event is its
 * new state, a gap changes coverage. Whatever is not on the screen is only marked stale.
 */
export function useLiveUpdates(): void {
  const queries = useQueryClient()
  const client = useLiveClient()
  const refreshCounts = useThrottledCallback(() => {
    void queries.invalidateQueries({ queryKey: queryKeys.keywords })
  }, COUNTS_REFRESH_MS)

  useEffect(
    () =>
      client.onEvents((events: readonly LiveEvent[]) => {
        const streams = events
          .filter((event) => event.kind === 'stream')
          .map(({ stream }) => stream)
        if (streams.length > 0) {
          queries.setQueryData<WireStream[]>(queryKeys.streams, (list) =>
            mergeStreams(list, streams),
          )
          // A change of state opens or closes an interval of the ledger.
          void queries.invalidateQueries({ queryKey: queryKeys.coverage })
        }
        if (events.some((event) => event.kind === 'gap')) {
          void queries.invalidateQueries({ queryKey: queryKeys.coverage })
          void queries.invalidateQueries({ queryKey: queryKeys.statistics })
        }
        if (events.some((event) => event.kind === 'post' || event.kind === 'stream'))
          refreshCounts()
      }),
    [client, queries, refreshCounts],
  )

  useEffect(
    () =>
      client.onStatus(() => {
        const { status } = client
        // Nobody told this page what changed while it was cut off.
        if (status.state === 'open') {
          void queries.invalidateQueries({ queryKey: queryKeys.streams })
          void queries.invalidateQueries({ queryKey: queryKeys.keywords })
        }
        // An EventSource cannot say why it failed: the session may have ended.
        if (status.state === 'waiting' && failureCount(status) === 2) {
          void queries.invalidateQueries({ queryKey: queryKeys.session })
        }
      }),
    [client, queries],
  )
}
