/** X's request limits: so many in a fixed window of 15 minutes for each endpoint of an app. */
import type { SandboxSettings, SandboxTime } from '../settings.ts'

export const RATE_WINDOW_MS = 15 * 60_000

/** As documented by X for an app; the counts endpoint is not in the public table. */
export const DEFAULT_RATE_LIMITS = {
  stream: 50,
  'sample-stream': 50,
  'enterprise-stream': 100,
  'rules-list': 450,
  'rules-change': 100,
  'rules-counts': 1000,
  search: 450,
  connections: 450,
  'connections-end': 25,
  usage: 50,
} as const satisfies Record<string, number>

export type LimitedEndpoint = keyof typeof DEFAULT_RATE_LIMITS

export function isLimitedEndpoint(name: unknown): name is LimitedEndpoint {
  return typeof name === 'string' && Object.hasOwn(DEFAULT_RATE_LIMITS, name)
}

/** What the `x-rate-limit-*` headers say. */
export interface RateState {
  readonly limit: number
  readonly remaining: number
  /** Unix seconds, by the sandbox's clock. */
  readonly resetAtSeconds: number
}

interface Window {
  startedAtMs: number
  used: number
}

export interface RateLimits {
  /** Counts one request; `allowed` is false when the window's budget was spent before it. */
  take(endpoint: LimitedEndpoint): RateState & { readonly allowed: boolean }
  /** Begins a new window. */
  reset(endpoint: LimitedEndpoint): void
}

export function createRateLimits(settings: SandboxSettings, time: SandboxTime): RateLimits {
  const windows = new Map<LimitedEndpoint, Window>()
  return {
    take(endpoint) {
      const nowMs = time.nowMs()
      let window = windows.get(endpoint)
      // A clock that was set back must not freeze a window for ever.
      if (!window || Math.abs(nowMs - window.startedAtMs) >= RATE_WINDOW_MS) {
        window = { startedAtMs: nowMs, used: 0 }
        windows.set(endpoint, window)
      }
      const limit = settings.rateLimits[endpoint]
      const allowed = window.used < limit
      if (allowed) window.used++
      return {
        allowed,
        limit,
        remaining: Math.max(0, limit - window.used),
        resetAtSeconds: Math.ceil((window.startedAtMs + RATE_WINDOW_MS) / 1000),
      }
    },
    reset: (endpoint) => void windows.delete(endpoint),
  }
}
