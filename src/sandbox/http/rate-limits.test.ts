import { describe, expect, test } from 'vitest'
import { createSandboxTime, createSettings } from '../settings.ts'
import { createRateLimits, RATE_WINDOW_MS } from './rate-limits.ts'

function createLimits(streamLimit: number) {
  const clock = { ms: Date.UTC(2026, 0, 1), nowMs: () => clock.ms }
  const settings = createSettings({
    port: 0,
    rate: 1,
    seed: 1,
    token: null,
    replayFile: null,
    rateLimits: { stream: streamLimit },
  })
  const limits = createRateLimits(settings, createSandboxTime(clock, settings))
  return { limits, clock, settings }
}

describe('request limits', () => {
  test('the budget falls to nothing, is refused, and is whole again in the next window', () => {
    const { limits, clock } = createLimits(2)
    const first = limits.take('stream')
    expect(first).toMatchObject({ allowed: true, limit: 2, remaining: 1 })
    expect(first.resetAtSeconds).toBe((clock.ms + RATE_WINDOW_MS) / 1000)
    clock.ms += 60_000
    expect(limits.take('stream')).toMatchObject({ allowed: true, remaining: 0 })
    const refused = limits.take('stream')
    expect(refused).toEqual({ ...first, allowed: false, remaining: 0 })
    clock.ms += RATE_WINDOW_MS - 60_000
    expect(limits.take('stream')).toMatchObject({ allowed: true, remaining: 1 })
  })

  test('each endpoint has a budget of its own, with X’s numbers where none is given', () => {
    const { limits } = createLimits(1)
    limits.take('stream')
    expect(limits.take('stream').allowed).toBe(false)
    expect(limits.take('rules-change')).toMatchObject({ allowed: true, limit: 100, remaining: 99 })
    expect(limits.take('search').limit).toBe(450)
    expect(limits.take('connections-end').limit).toBe(25)
  })

  test('a clock that is set back begins a new window instead of a very long one', () => {
    const { limits, clock } = createLimits(1)
    limits.take('stream')
    clock.ms -= 2 * RATE_WINDOW_MS
    expect(limits.take('stream').allowed).toBe(true)
  })
})
