/** The page's own live connection in words. */
import { failureCount, type ConnectionStatus } from '../live/connection-status.ts'
import { formatRelative } from './format-time.ts'
import type { Tone } from './stream-words.ts'

/** From here on it is no hiccup any more. */
const WORRYING_FAILURES = 3

export interface ConnectionWords {
  tone: Tone
  words: string
  /** Changes every second; null when there is nothing to wait for. */
  countdown: string | null
}

export function describeConnection(status: ConnectionStatus, nowMs: number): ConnectionWords {
  if (status.state === 'open') return { tone: 'good', words: 'Live updates on', countdown: null }
  const failures = failureCount(status)
  if (failures === 0) return { tone: 'busy', words: 'Connecting…', countdown: null }
  const words =
    failures >= WORRYING_FAILURES
      ? 'Magpie does not answer. Trying again'
      : 'Connection lost. Reconnecting'
  const tone = failures >= WORRYING_FAILURES ? 'bad' : 'warning'
  if (status.state === 'connecting') return { tone, words, countdown: 'now…' }
  return { tone, words, countdown: formatRelative(Math.max(status.retryAtMs, nowMs), nowMs) }
}
