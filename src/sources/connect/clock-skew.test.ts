import { describe, expect, it } from 'vitest'
import { measureClockSkew } from './clock-skew.ts'

const SERVER = 'Fri, 21 Feb 2025 12:00:00 GMT'
const SERVER_MS = Date.parse(SERVER)

function skew(sentAfterMs: number, roundTripMs: number, dateHeader: string | undefined = SERVER) {
  const sentAtMs = SERVER_MS + sentAfterMs
  return measureClockSkew({ dateHeader, sentAtMs, receivedAtMs: sentAtMs + roundTripMs })
}

describe('clock skew', () => {
  it('is zero while header precision and round trip can explain the difference', () => {
    expect(skew(0, 200)).toBe(0)
    expect(skew(900, 200)).toBe(0)
    expect(skew(-150, 200)).toBe(0)
    // Ten seconds on the way: the server may have written its time at any moment of them.
    expect(skew(-9_000, 10_000)).toBe(0)
  })

  it('is positive when this clock is ahead, negative when it is behind', () => {
    expect(skew(600_000, 0)).toBe(599_501)
    expect(skew(-600_000, 0)).toBe(-600_499)
  })

  it('takes the middle of what is possible', () => {
    expect(skew(600_000, 1_000)).toBe(600_001)
  })

  it('is unknown without a readable header', () => {
    expect(skew(0, 10, 'yesterday')).toBeNull()
    expect(measureClockSkew({ dateHeader: undefined, sentAtMs: 0, receivedAtMs: 1 })).toBeNull()
    expect(
      measureClockSkew({ dateHeader: [SERVER], sentAtMs: SERVER_MS, receivedAtMs: SERVER_MS }),
    ).toBe(0)
  })

  it('is unknown when the clock was set back while waiting', () => {
    expect(skew(600_000, -1)).toBeNull()
  })
})
