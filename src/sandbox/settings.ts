/**
 * How a sandbox is asked for (`SandboxOptions`), and the part of it that can be changed while it
 * runs (`SandboxSettings`, changed by control actions only).
 */
import { systemClock, type Clock } from '../lib/clock.ts'
import { ConfigError } from '../lib/errors.ts'
import type { ControlAction } from './control/control-action.ts'
import { DEFAULT_RATE_LIMITS, type LimitedEndpoint } from './http/rate-limits.ts'

export const MAX_POSTS_PER_SECOND = 1_000_000

export interface SandboxOptions {
  /** 0: any free port. Always on 127.0.0.1. */
  readonly port: number
  /** Posts per second; 0: as fast as they are read. */
  readonly rate: number
  readonly seed: number
  /** The bearer that is accepted; null: made from randomness. */
  readonly token: string | null
  /** JSONL file whose lines are played instead of made-up posts. */
  readonly replayFile: string | null
  readonly keepAliveMs?: number
  /** Rules the app may have. */
  readonly rulesCap?: number
  /** Code points a rule may have. */
  readonly ruleMaxLength?: number
  /** How long a rule takes to come into effect, or to go out of it (X: up to 20 s). */
  readonly ruleDelayMs?: number
  readonly maxConnections?: number
  /** How long a connection that is gone still counts as open (X: minutes, at times). */
  readonly lingerMs?: number
  /** A reader that is this far behind is dropped. */
  readonly maxBufferedBytes?: number
  /** Requests in 15 minutes. */
  readonly rateLimits?: Partial<Record<LimitedEndpoint, number>>
  /** Recent search: how old `end_time` must be, and where the window ends without one. */
  readonly searchMinEndAgeMs?: number
  readonly searchDefaultEndAgeMs?: number
  readonly clock?: Clock
  /** Faults in force from the start; see control/control-action.ts. */
  readonly faults?: readonly ControlAction[]
}

export interface SandboxSettings {
  postsPerSecond: number
  paused: boolean
  keepAliveMs: number
  rulesCap: number
  ruleMaxLength: number
  ruleDelayMs: number
  maxConnections: number
  lingerMs: number
  maxBufferedBytes: number
  /** Added to the clock: the sandbox's whole idea of the time, ids and Date header included. */
  skewMs: number
  rateLimits: Record<LimitedEndpoint, number>
  searchMinEndAgeMs: number
  searchDefaultEndAgeMs: number
}

export interface SandboxTime {
  /**
   * What the sandbox takes for the time, ms: the clock and its skew. Ids, Date headers and windows
   * go by it.
   */
  nowMs(): number
  /** Without skew: for durations, which a change of skew must not stretch. */
  steadyMs(): number
}

export function createSettings(options: SandboxOptions): SandboxSettings {
  if (!Number.isInteger(options.port) || options.port < 0 || options.port > 65_535) {
    throw new ConfigError(
      `The sandbox's port must be a whole number from 0 to 65535, not ${options.port}: change --port.`,
    )
  }
  if (!(options.rate >= 0 && options.rate <= MAX_POSTS_PER_SECOND)) {
    throw new ConfigError(
      `The sandbox's rate must be 0 to ${MAX_POSTS_PER_SECOND} posts per second, not ${options.rate}: change --rate.`,
    )
  }
  return {
    postsPerSecond: options.rate,
    paused: false,
    keepAliveMs: options.keepAliveMs ?? 20_000,
    rulesCap: options.rulesCap ?? 1000,
    ruleMaxLength: options.ruleMaxLength ?? 1024,
    ruleDelayMs: options.ruleDelayMs ?? 0,
    maxConnections: options.maxConnections ?? 1,
    lingerMs: options.lingerMs ?? 0,
    maxBufferedBytes: options.maxBufferedBytes ?? 64 * 1024 * 1024,
    skewMs: 0,
    rateLimits: { ...DEFAULT_RATE_LIMITS, ...options.rateLimits },
    searchMinEndAgeMs: options.searchMinEndAgeMs ?? 10_000,
    searchDefaultEndAgeMs: options.searchDefaultEndAgeMs ?? 30_000,
  }
}

export function createSandboxTime(
  clock: Clock | undefined,
  settings: SandboxSettings,
): SandboxTime {
  const source = clock ?? systemClock
  return {
    nowMs: () => source.nowMs() + settings.skewMs,
    steadyMs: () => source.nowMs(),
  }
}
