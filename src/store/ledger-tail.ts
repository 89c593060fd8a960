/**
 * The newest rows of one stream's coverage ledger, and what an event makes of them. Pure: ledger.ts reads and writes them.
 *
 * Rows touch, by construction. The last one is open (`toMs` null), or live up to the last byte known. What lies between that
 * byte and the next event is a gap: from there on nobody can say that the stream was heard (INV-5).
 */
import type { CoverageMark, CoverageState, HealingNote } from '../domain/coverage.ts'

export interface LedgerRow {
  readonly fromMs: number
  /** null = open. Never null when live: the last byte. */
  readonly toMs: number | null
  readonly state: CoverageState
  readonly reason: string | null
  readonly healedBy: string | null
  readonly recovered: number
  readonly healing: HealingNote | null
  /** When the state was noticed; see `extendLive`. */
  readonly markedMs: number
}

/** "From `atMs` on the stream is in `state`"; a mark from before the last row counts from that row's beginning or last byte. */
export function applyMark(tail: readonly LedgerRow[], mark: CoverageMark): LedgerRow[] {
  const last = tail.at(-1)
  if (!last) return [begin(mark, mark.atMs, mark.atMs)]
  const endMs = last.state === 'live' ? (last.toMs ?? last.fromMs) : last.fromMs
  const atMs = Math.max(mark.atMs, endMs)
  const rows = tail.slice(0, -1)
  push(rows, last.state === 'live' ? last : { ...last, toMs: atMs })
  if (last.state !== 'live') {
    push(rows, begin(mark, atMs, atMs))
  } else if (mark.state === 'gap') {
    // It was blind from the last byte on, not only since somebody noticed.
    push(rows, begin(mark, endMs, atMs))
  } else {
    const reason = mark.reason ?? (mark.state === 'live' ? 'process-lost' : 'silent')
    push(rows, { ...begin({ ...mark, state: 'gap', reason }, endMs, atMs), toMs: atMs })
    push(rows, begin(mark, atMs, atMs))
  }
  return rows
}

/**
 * Bytes came until `untilMs`. When a gap was noticed meanwhile by another way than the batch that carries these bytes, the gap
 * gives back what it took, up to the moment it was noticed.
 */
export function extendLive(tail: readonly LedgerRow[], untilMs: number): LedgerRow[] {
  const index = tail.findLastIndex((row) => row.state === 'live')
  const live = tail[index]
  if (live?.toMs == null) return [...tail]
  const next = tail[index + 1]
  if (!next) {
    return [...tail.slice(0, index), { ...live, toMs: Math.max(live.toMs, untilMs) }]
  }
  const toMs = Math.min(untilMs, next.markedMs)
  if (next.state !== 'gap' || toMs <= live.toMs) return [...tail]
  const rows = [...tail.slice(0, index), { ...live, toMs }]
  push(rows, { ...next, fromMs: toMs })
  return [...rows, ...tail.slice(index + 2)]
}

/** Batches are missing before one whose oldest evidence is of `evidenceMs`: what they would have said is not known. */
export function applyHole(tail: readonly LedgerRow[], evidenceMs: number): LedgerRow[] {
  const last = tail.at(-1)
  if (!last || last.state === 'stopped') return [...tail]
  const reason = last.state === 'live' ? 'batch-lost' : null
  return applyMark(tail, { atMs: evidenceMs, state: 'live', reason })
}

function begin(mark: CoverageMark, fromMs: number, markedMs: number): LedgerRow {
  return {
    fromMs,
    toMs: mark.state === 'live' ? fromMs : null,
    state: mark.state,
    reason: mark.state === 'live' ? null : mark.reason,
    healedBy: null,
    recovered: 0,
    healing: null,
    markedMs,
  }
}

/** Adds a row; one without length vanishes, one like the row before it makes that one longer. */
function push(rows: LedgerRow[], row: LedgerRow): void {
  if (row.toMs !== null && row.toMs <= row.fromMs && row.state !== 'live') return
  const before = rows.at(-1)
  // A live row that never had a byte gives its place to what follows.
  if (before?.state === 'live' && before.toMs === before.fromMs && row.fromMs === before.fromMs) {
    rows.pop()
    push(rows, row)
    return
  }
  const isSame =
    before?.state === row.state && before.reason === row.reason && before.toMs === row.fromMs
  if (isSame) rows[rows.length - 1] = { ...before, toMs: row.toMs, markedMs: row.markedMs }
  else rows.push(row)
}
