/** TanStack Query's settings for this page: what is retried, for how long, and what a lost session does. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { AppError } from '../../lib/errors.ts'
import { ApiError, isSignInNeeded } from './api-error.ts'
import { queryKeys } from './query-keys.ts'

const MAX_RETRIES = 5
const MAX_RETRY_DELAY_MS = 8_000

export function createQueryClient(): QueryClient {
  const noteError = (error: Error): void => {
    // The session ended: asking for it again brings up the sign-in page, wherever the reader is.
    if (isSignInNeeded(error)) void client.invalidateQueries({ queryKey: queryKeys.session })
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: noteError }),
    mutationCache: new MutationCache({ onError: noteError }),
    defaultOptions: {
      queries: {
        // Magpie often runs on this very machine: it can be reached when the browser believes it is offline.
        networkMode: 'always',
        staleTime: 2_000,
        retry: shouldRetry,
        retryDelay,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  return client
}

function shouldRetry(failureCount: number, error: Error): boolean {
  return failureCount < MAX_RETRIES && error instanceof AppError && error.retry !== 'never'
}

function retryDelay(attempt: number, error: Error): number {
  const asked = error instanceof ApiError ? error.retryAfterMs : null
  return asked ?? Math.min(500 * 2 ** attempt, MAX_RETRY_DELAY_MS)
}
