/** Brings events to a stream's ledger: reads its newest rows, lets ledger-tail.ts work, writes only what changed. */
import type { CoverageMark, CoverageState, HealingNote } from '../domain/coverage.ts'
import type { Selectable } from 'kysely'

import type { Reader, Writer } from './dialects/dialect.ts'
import { applyMark, type LedgerRow } from './ledger-tail.ts'
import type { CoverageIntervalsTable } from './schema.ts'

/** No event reaches further back: a live row, the gap after it, and what followed. */
const TAIL_LENGTH = 4

export async function readTail(db: Reader, streamId: string): Promise<LedgerRow[]> {
  const rows = await db
    .selectFrom('coverage_intervals')
    .selectAll()
    .where('stream_id', '=', streamId)
    .orderBy('from_at', 'desc')
    .limit(TAIL_LENGTH)
    .execute()
  return rows.map(decodeLedgerRow).reverse()
}

/** True when anything but the end of a live row changed: a state began or a gap moved. */
export async function writeTail(
  trx: Writer,
  streamId: string,
  before: readonly LedgerRow[],
  after: readonly LedgerRow[],
): Promise<boolean> {
  const old = new Map(before.map((row) => [row.fromMs, row]))
  const kept = new Set(after.map((row) => row.fromMs))
  for (const fromMs of old.keys()) {
    if (kept.has(fromMs)) continue
    await trx
      .deleteFrom('coverage_intervals')
      .where('stream_id', '=', streamId)
      .where('from_at', '=', fromMs)
      .execute()
  }
  for (const row of after) {
    const known = old.get(row.fromMs)
    const values = encodeLedgerRow(row)
    if (!known) {
      await trx
        .insertInto('coverage_intervals')
        .values({ stream_id: streamId, ...values })
        .execute()
    } else if (!isEqual(known, row)) {
      await trx
        .updateTable('coverage_intervals')
        .set(values)
        .where('stream_id', '=', streamId)
        .where('from_at', '=', row.fromMs)
        .execute()
    }
  }
  return (
    before.length !== after.length ||
    after.some((row, i) => row.fromMs !== before[i]!.fromMs || row.state !== before[i]!.state)
  )
}

/** One mark, outside a batch. */
export async function writeMark(trx: Writer, streamId: string, mark: CoverageMark): Promise<void> {
  const tail = await readTail(trx, streamId)
  await writeTail(trx, streamId, tail, applyMark(tail, mark))
}

export function decodeLedgerRow(row: Selectable<CoverageIntervalsTable>): LedgerRow {
  return {
    fromMs: row.from_at,
    toMs: row.to_at,
    state: row.state as CoverageState,
    reason: row.reason,
    healedBy: row.healed_by,
    recovered: row.recovered,
    healing: row.healing === null ? null : (JSON.parse(row.healing) as HealingNote),
    markedMs: row.marked_at,
  }
}

function encodeLedgerRow(row: LedgerRow): Omit<Selectable<CoverageIntervalsTable>, 'stream_id'> {
  return {
    from_at: row.fromMs,
    to_at: row.toMs,
    state: row.state,
    reason: row.reason,
    healed_by: row.healedBy,
    recovered: row.recovered,
    healing: encodeNote(row.healing),
    marked_at: row.markedMs,
  }
}

export function encodeNote(note: HealingNote | null): string | null {
  return note === null ? null : JSON.stringify(note)
}

/** Rows of one reading: what nobody changed is the same object. */
function isEqual(a: LedgerRow, b: LedgerRow): boolean {
  return (
    a.toMs === b.toMs &&
    a.state === b.state &&
    a.reason === b.reason &&
    a.healedBy === b.healedBy &&
    a.recovered === b.recovered &&
    a.healing === b.healing &&
    a.markedMs === b.markedMs
  )
}
