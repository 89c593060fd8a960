/** What a batch of healing changes of its gap, in the transaction that stores the batch's posts (INV-2). */
import type { GapHealing, HealingNote, HealingOutcome } from '../domain/coverage.ts'
import type { Writer } from './dialects/dialect.ts'
import { decodeLedgerRow, encodeNote } from './ledger.ts'
import type { LedgerRow } from './ledger-tail.ts'

/**
 * Adds `stored` posts to the gap's count and, at the end, makes it healed. A gap that is not there as named, because it grew
 * meanwhile or is healed already, is left alone: the posts stay. True when the state of some interval changed.
 */
export async function healInterval(
  trx: Writer,
  streamId: string,
  healing: GapHealing,
  stored: number,
): Promise<boolean> {
  const row = await trx
    .selectFrom('coverage_intervals')
    .selectAll()
    .where('stream_id', '=', streamId)
    .where('from_at', '=', healing.fromMs)
    .where('to_at', '=', healing.toMs)
    .where('state', '=', 'gap')
    .executeTakeFirst()
  if (!row) return false
  const gap = decodeLedgerRow(row)
  const recovered = gap.recovered + stored
  const { outcome } = healing
  if (outcome?.kind === 'healed') {
    await writeHealed(trx, streamId, { ...gap, recovered }, outcome)
    return true
  }
  const note: HealingNote | null =
    outcome === null
      ? gap.healing
      : { missing: [], leftOut: [], problem: { code: outcome.code, detail: outcome.detail } }
  await trx
    .updateTable('coverage_intervals')
    .set({ recovered, healing: encodeNote(note) })
    .where('stream_id', '=', streamId)
    .where('from_at', '=', gap.fromMs)
    .execute()
  return false
}

async function writeHealed(
  trx: Writer,
  streamId: string,
  gap: LedgerRow,
  outcome: HealingOutcome & { kind: 'healed' },
): Promise<void> {
  const note = { missing: outcome.missing, leftOut: outcome.leftOut, problem: null }
  const healed = {
    state: 'healed',
    healed_by: outcome.healedBy,
    recovered: gap.recovered,
    healing: encodeNote(note),
  }
  const isWhole = outcome.fromMs <= gap.fromMs
  await trx
    .updateTable('coverage_intervals')
    .set(isWhole ? healed : { to_at: outcome.fromMs, recovered: 0 })
    .where('stream_id', '=', streamId)
    .where('from_at', '=', gap.fromMs)
    .execute()
  if (isWhole) return
  await trx
    .insertInto('coverage_intervals')
    .values({
      stream_id: streamId,
      from_at: outcome.fromMs,
      to_at: gap.toMs,
      reason: gap.reason,
      marked_at: gap.markedMs,
      ...healed,
    })
    .execute()
}
