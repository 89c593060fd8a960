import { useEffect } from 'react'
import { useLiveClient } from './live-context.ts'

/** Longer out of sight, and the connection may have died unnoticed (a laptop's lid, another network). */
const SUSPICIOUS_ABSENCE_MS = 30_000

/** Opens the live connection for as long as the caller is mounted and sees that it comes back after an absence. */
export function useLiveConnection(): void {
  const client = useLiveClient()
  useEffect(() => {
    if (!client.isWatching([])) client.watch([], null)
    return () => client.close()
  }, [client])

  useEffect(() => {
    let hiddenAtMs: number | null = null
    const onVisibility = (): void => {
      if (document.visibilityState === 'hidden') {
        hiddenAtMs = Date.now()
        return
      }
      const absenceMs = hiddenAtMs === null ? 0 : Date.now() - hiddenAtMs
      hiddenAtMs = null
      if (absenceMs > SUSPICIOUS_ABSENCE_MS || client.status.state === 'waiting') client.reconnect()
    }
    const onOnline = (): void => client.reconnect()
    document.addEventListener('visibilitychange', onVisibility)
    window.addEventListener('online', onOnline)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      window.removeEventListener('online', onOnline)
    }
  }, [client])
}

/** For a page that narrows the connection to some keywords: the others want to hear of every keyword again. */
export function useWatchAllOnLeave(): void {
  const client = useLiveClient()
  useEffect(
    () => () => {
      if (!client.isWatching([])) client.watch([], null)
    },
    [client],
  )
}
