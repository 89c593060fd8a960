/**
 * Stopping, in one place: reasons are Errors of ours, so that a log says why something stopped,
 * and `isCausedBy` is the only test for "is this just our own stop?".
 */
import { AppError } from './errors.ts'

/** The whole process goes down (SIGINT, SIGTERM, parent gone). */
export class ShutdownError extends AppError {
  readonly code = 'process.shutdown'
  readonly retry = 'never'
}

/** True when `error` is only the echo of `signal` having been aborted (the reason itself, or caused by it). */
export function isCausedBy(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false
  for (let current: unknown = error, depth = 0; depth < 8; depth++) {
    if (current === signal.reason) return true
    if (!(current instanceof Error)) return false
    // undici and node:timers wrap the reason: `cause` carries it, or the error is a bare AbortError.
    if (current.name === 'AbortError' && current.cause === undefined) return true
    current = current.cause
  }
  return false
}

/** A promise that rejects with the signal's reason once it is aborted; never resolves. */
export function rejectOnAbort(signal: AbortSignal): {
  promise: Promise<never>
  dispose: () => void
} {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  // Nobody may be waiting when the signal fires: that is not an unhandled rejection.
  promise.catch(() => {})
  return { promise, dispose: () => signal.removeEventListener('abort', onAbort) }
}
