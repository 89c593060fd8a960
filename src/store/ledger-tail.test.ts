import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { CoverageMark } from '../domain/coverage.ts'
import { applyHole, applyMark, extendLive, type LedgerRow } from './ledger-tail.ts'

const stopped: CoverageMark = { atMs: 0, state: 'stopped', reason: 'created' }
const live = (atMs: number): CoverageMark => ({ atMs, state: 'live', reason: null })
const gap = (atMs: number, reason: string): CoverageMark => ({ atMs, state: 'gap', reason })

/** `state:from-to reason` of each row. */
function shown(rows: readonly LedgerRow[]): string[] {
  return rows.map((row) =>
    `${row.state}:${row.fromMs}-${row.toMs ?? ''} ${row.reason ?? ''}`.trimEnd(),
  )
}

/** A stream that was started at 10, connected at 20, and heard until 90. */
function running(): LedgerRow[] {
  const started = applyMark(applyMark([], stopped), gap(10, 'starting'))
  return extendLive(applyMark(started, live(20)), 90)
}

describe('the tail of a ledger', () => {
  test('a stream is stopped, then a gap until bytes arrive, then live up to the last byte', () => {
    expect(shown(running())).toEqual(['stopped:0-10 created', 'gap:10-20 starting', 'live:20-90'])
  })

  test('INV-5 a gap begins at the last byte, not when somebody noticed', () => {
    expect(shown(applyMark(running(), gap(120, 'stalled'))).slice(2)).toEqual([
      'live:20-90',
      'gap:90- stalled',
    ])
  })

  test('INV-5 live again after a silence that nobody marked leaves a gap', () => {
    expect(shown(applyMark(running(), live(150))).slice(2)).toEqual([
      'live:20-90',
      'gap:90-150 process-lost',
      'live:150-150',
    ])
  })

  test('INV-5 a stop leaves the time since the last byte a gap', () => {
    const mark: CoverageMark = { atMs: 95, state: 'stopped', reason: null }
    expect(shown(applyMark(running(), mark)).slice(2)).toEqual([
      'live:20-90',
      'gap:90-95 silent',
      'stopped:95-',
    ])
  })

  test('live again at the last byte goes on as one interval', () => {
    expect(shown(extendLive(applyMark(running(), live(90)), 100)).slice(2)).toEqual(['live:20-100'])
  })

  test('a gap goes on under its reason, and under a new one begins anew', () => {
    const rows = applyMark(running(), gap(100, 'disconnected'))
    expect(shown(applyMark(rows, gap(110, 'disconnected'))).slice(3)).toEqual([
      'gap:90- disconnected',
    ])
    expect(shown(applyMark(rows, gap(110, 'blocked'))).slice(3)).toEqual([
      'gap:90-110 disconnected',
      'gap:110- blocked',
    ])
  })

  test('a state without length leaves no row', () => {
    const connectedAndLost = applyMark(applyMark(running(), live(150)), gap(150, 'disconnected'))
    expect(shown(connectedAndLost).slice(2)).toEqual([
      'live:20-90',
      'gap:90-150 process-lost',
      'gap:150- disconnected',
    ])
    const startedAndStopped = applyMark(
      applyMark(applyMark([], stopped), gap(0, 'starting')),
      stopped,
    )
    expect(shown(startedAndStopped)).toEqual(['stopped:0- created'])
  })

  test('a mark from before the last known time counts from that time', () => {
    expect(shown(applyMark(running(), gap(50, 'late'))).slice(2)).toEqual([
      'live:20-90',
      'gap:90- late',
    ])
  })

  test('bytes that commit after a gap was noticed take back their part of it', () => {
    const rows = applyMark(running(), gap(120, 'disconnected'))
    expect(shown(extendLive(rows, 110)).slice(2)).toEqual(['live:20-110', 'gap:110- disconnected'])
    expect(shown(extendLive(rows, 300)).slice(2)).toEqual(['live:20-120', 'gap:120- disconnected'])
    const again = applyMark(rows, live(200))
    expect(shown(extendLive(again, 250)).slice(2)).toEqual([
      'live:20-90',
      'gap:90-200 disconnected',
      'live:200-250',
    ])
  })

  test('bytes from before the last known byte change nothing', () => {
    expect(extendLive(running(), 50)).toEqual(running())
  })

  test('bytes of a stream that never was live change nothing', () => {
    const rows = applyMark([], stopped)
    expect(extendLive(rows, 50)).toEqual(rows)
  })

  test('INV-5 missing batches are a gap up to what the next one knows', () => {
    expect(shown(extendLive(applyHole(running(), 140), 160)).slice(2)).toEqual([
      'live:20-90',
      'gap:90-140 batch-lost',
      'live:140-160',
    ])
    const starting = applyMark(applyMark([], stopped), gap(10, 'starting'))
    expect(shown(applyHole(starting, 30)).slice(1)).toEqual(['gap:10-30 starting', 'live:30-30'])
    expect(applyHole(applyMark([], stopped), 30)).toEqual(applyMark([], stopped))
  })

  test('INV-5 rows touch, never overlap, and only the last is open, whatever happens', () => {
    const time = fc.integer({ min: 0, max: 200 })
    const event = fc.oneof(
      fc.record({
        kind: fc.constant('mark' as const),
        atMs: time,
        state: fc.constantFrom('live' as const, 'gap' as const, 'stopped' as const),
        reason: fc.constantFrom(null, 'a', 'b'),
      }),
      fc.record({ kind: fc.constant('bytes' as const), atMs: time }),
      fc.record({ kind: fc.constant('hole' as const), atMs: time }),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let rows = applyMark([], stopped)
        for (const each of events) {
          if (each.kind === 'mark') rows = applyMark(rows, each)
          else if (each.kind === 'bytes') rows = extendLive(rows, each.atMs)
          else rows = applyHole(rows, each.atMs)
          expect(rows[0]!.fromMs).toBe(0)
          for (const [i, row] of rows.entries()) {
            const next = rows[i + 1]
            if (next) {
              expect(row.toMs).toBe(next.fromMs)
              expect(next.fromMs).toBeGreaterThan(row.fromMs)
            } else if (row.state !== 'live') expect(row.toMs).toBeNull()
          }
        }
      }),
    )
  })
})
