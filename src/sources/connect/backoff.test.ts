import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BackoffKind, SourceItem } from '../source.ts'
import {
  createConnectionProof,
  INITIAL_BACKOFF,
  LIVED_MS,
  nextBackoff,
  type ConnectionEnd,
} from './backoff.ts'

const NOW_MS = 1_700_000_000_000
const REFUSED = { notBeforeMs: null, isProven: false, livedMs: 0 }
const HEALTHY = { notBeforeMs: null, isProven: true, livedMs: 3_600_000 }

/** The waits after these ends, one after another. */
function waits(ends: readonly ConnectionEnd[], jitter = 0): number[] {
  let state = INITIAL_BACKOFF
  return ends.map((end) => {
    const next = nextBackoff(state, end, { nowMs: NOW_MS, jitter: () => jitter })
    state = next.state
    return next.delayMs
  })
}

function repeated(kind: BackoffKind, times: number): ConnectionEnd[] {
  return Array.from({ length: times }, () => ({ kind, ...REFUSED }))
}

describe('back-off', () => {
  it('reconnects at once when an established connection drops, then adds 250 ms each time', () => {
    expect(waits([{ kind: 'network', ...HEALTHY }, ...repeated('network', 4)])).toEqual([
      0, 250, 500, 750, 1_000,
    ])
  })

  it('does not begin at once when there never was a connection, and stops at 16 s', () => {
    const delays = waits(repeated('network', 70))
    expect(delays.slice(0, 3)).toEqual([250, 500, 750])
    expect(delays.slice(62)).toEqual([15_750, ...Array.from({ length: 7 }, () => 16_000)])
  })

  it('doubles from 5 s to 320 s for HTTP errors, healthy connections before or not', () => {
    expect(waits(repeated('http', 8))).toEqual([
      5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 320_000,
    ])
    expect(waits([{ kind: 'http', ...HEALTHY }])).toEqual([5_000])
  })

  it('doubles from 60 s for 429, each one waiting longer than the last, to the length of a window', () => {
    expect(waits(repeated('rate-limit', 6))).toEqual([
      60_000, 120_000, 240_000, 480_000, 900_000, 900_000,
    ])
  })

  it('waits for the reset when that is later than the table, not when it is earlier', () => {
    const until = (ms: number): ConnectionEnd => {
      return { kind: 'rate-limit', ...REFUSED, notBeforeMs: NOW_MS + ms }
    }
    expect(waits([until(700_000), until(10_000), until(-5_000)])).toEqual([
      700_000, 120_000, 240_000,
    ])
  })

  it('does not believe a reset beyond a day', () => {
    expect(waits([{ kind: 'rate-limit', ...REFUSED, notBeforeMs: NOW_MS * 2 }])).toEqual([
      90_000_000,
    ])
  })

  it('probes slowly while somebody has to do something', () => {
    expect(waits(repeated('blocked', 5))).toEqual([
      300_000, 600_000, 1_200_000, 1_800_000, 1_800_000,
    ])
  })

  it('counts each kind by itself', () => {
    expect(
      waits([...repeated('http', 2), ...repeated('network', 1), ...repeated('http', 1)]),
    ).toEqual([5_000, 10_000, 250, 20_000])
  })

  it('forgets failures only after a connection that proved itself and lived', () => {
    const unproven = {
      kind: 'network',
      notBeforeMs: null,
      isProven: false,
      livedMs: 3_600_000,
    } as const
    expect(waits([...repeated('network', 3), unproven])).toEqual([250, 500, 750, 1_000])
    expect(
      waits([
        ...repeated('network', 3),
        { kind: 'network', ...HEALTHY },
        ...repeated('network', 1),
      ]),
    ).toEqual([250, 500, 750, 0, 250])
  })

  it('does not turn accepted connections that die young into a tight loop', () => {
    const young = { kind: 'network', notBeforeMs: null, isProven: true, livedMs: 5 } as const
    const delays = waits(Array.from({ length: 80 }, () => young))
    expect(delays.slice(0, 4)).toEqual([0, 250, 500, 750])
    expect(delays.at(-1)).toBe(16_000)
  })

  it('never waits less than the table says, whatever the jitter, and at most a tenth more', () => {
    const end = fc.record({
      kind: fc.constantFrom<BackoffKind>('network', 'http', 'rate-limit', 'blocked'),
      notBeforeMs: fc.option(fc.integer({ min: NOW_MS - 1_000, max: NOW_MS + 1_000_000 })),
      isProven: fc.boolean(),
      livedMs: fc.constantFrom(0, LIVED_MS - 1, LIVED_MS, 10 * LIVED_MS),
    })
    fc.assert(
      fc.property(fc.array(end), fc.double({ min: 0, max: 1, noNaN: true }), (ends, jitter) => {
        const exact = waits(ends)
        const jittered = waits(ends, jitter)
        for (const [i, delayMs] of jittered.entries()) {
          expect(delayMs).toBeGreaterThanOrEqual(exact[i]!)
          expect(delayMs).toBeLessThanOrEqual(exact[i]! * 1.1 + 1)
        }
      }),
    )
  })
})

describe('the proof of a connection', () => {
  const heartbeat = (keepAlives?: number): SourceItem => {
    return { kind: 'heartbeat', atMs: 1, ...(keepAlives === undefined ? {} : { keepAlives }) }
  }
  const rejected: SourceItem = {
    kind: 'rejected',
    reason: 'notice',
    raw: Buffer.from('x'),
    atMs: 1,
  }

  function provenBy(...items: SourceItem[]): boolean {
    const proof = createConnectionProof()
    for (const item of items) proof.observe([item])
    return proof.isProven
  }

  it('is a post, or two keep-alives', () => {
    const post = { kind: 'post' } as SourceItem
    expect(provenBy(post)).toBe(true)
    expect(provenBy(heartbeat())).toBe(false)
    expect(provenBy(heartbeat(), heartbeat())).toBe(true)
    expect(provenBy(heartbeat(2))).toBe(true)
  })

  it('is not being accepted, a part of a line, or a message that says goodbye', () => {
    expect(
      provenBy(
        { kind: 'connected', atMs: 1, clockSkewMs: null },
        heartbeat(0),
        heartbeat(0),
        rejected,
        rejected,
      ),
    ).toBe(false)
  })
})
