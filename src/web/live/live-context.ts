import { createContext, useContext, useSyncExternalStore } from 'react'
import type { ConnectionStatus } from './connection-status.ts'
import type { LiveClient } from './live-client.ts'

export const LiveContext = createContext<LiveClient | null>(null)

export function useLiveClient(): LiveClient {
  const client = useContext(LiveContext)
  if (client === null) throw new Error('useLiveClient needs a LiveContext above it.')
  return client
}

export function useConnectionStatus(): ConnectionStatus {
  const client = useLiveClient()
  return useSyncExternalStore(
    (onChange) => client.onStatus(onChange),
    () => client.status,
  )
}
