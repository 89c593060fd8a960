/** The live connection's state: a pure reducer and its words. Times are this browser's clock. */
export type ConnectionStatus =
  /** Not open yet; `attempt` counts from 1. */
  | { state: 'connecting'; attempt: number }
  | { state: 'open'; sinceMs: number }
  | { state: 'waiting'; attempt: number; retryAtMs: number }

export type ConnectionEvent =
  | { type: 'connecting' }
  | { type: 'opened'; atMs: number }
  | { type: 'failed'; retryAtMs: number }

export const INITIAL_STATUS: ConnectionStatus = { state: 'connecting', attempt: 1 }

export function reduceConnection(
  status: ConnectionStatus,
  event: ConnectionEvent,
): ConnectionStatus {
  switch (event.type) {
    case 'opened':
      return { state: 'open', sinceMs: event.atMs }
    case 'failed':
      return {
        state: 'waiting',
        attempt: status.state === 'open' ? 1 : status.attempt,
        retryAtMs: event.retryAtMs,
      }
    case 'connecting':
      return {
        state: 'connecting',
        attempt: status.state === 'waiting' ? status.attempt + 1 : 1,
      }
  }
}

/** How often it has failed in a row. */
export function failureCount(status: ConnectionStatus): number {
  if (status.state === 'open') return 0
  return status.state === 'waiting' ? status.attempt : status.attempt - 1
}

const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 10_000

/**
 * Before the next attempt after `failures` in a row (from 1): doubling, and between half and all of it, so that
 * many pages do not return to a restarted server in the same instant.
 */
export function reconnectDelayMs(failures: number, random: number): number {
  const ceilingMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), MAX_DELAY_MS)
  return Math.round(ceilingMs * (0.5 + random / 2))
}
