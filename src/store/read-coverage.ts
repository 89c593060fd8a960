/** The ledger as it is read: clipped to an interval, its open end brought up to now. */
import { asStreamId, type StreamId } from '../domain/ids.ts'
import type { CoverageInterval } from '../domain/coverage.ts'
import type { Dialect, Reader } from './dialects/dialect.ts'
import type { LedgerRow } from './ledger-tail.ts'
import { decodeLedgerRow } from './ledger.ts'

export interface CoverageRange {
  readonly fromMs: number
  readonly toMs: number
  readonly nowMs: number
  /** A live stream without a byte for longer than this is not taken to be live any more. */
  readonly stallLimitMs: number
}

export async function readCoverage(
  dialect: Dialect,
  filter: { streamId: StreamId | null; fromMs: number; toMs: number },
  stallLimitMs: number,
): Promise<{ coveredRatio: number; intervals: readonly CoverageInterval[] }> {
  return dialect.snapshot(async (db) => {
    const nowMs = await dialect.nowMs(db)
    const range = { fromMs: filter.fromMs, toMs: filter.toMs, nowMs, stallLimitMs }
    const intervals = await readIntervals(db, filter.streamId, range)
    return { coveredRatio: ratioOf(intervals), intervals }
  })
}

/** Of one stream, or of all in the order they were made; per stream they touch. */
export async function readIntervals(
  db: Reader,
  streamId: StreamId | null,
  range: CoverageRange,
): Promise<CoverageInterval[]> {
  let streams = db.selectFrom('streams').select('id').orderBy('created_at').orderBy('id')
  if (streamId !== null) streams = streams.where('id', '=', streamId)
  const intervals: CoverageInterval[] = []
  for (const { id } of await streams.execute()) {
    intervals.push(...clip(asStreamId(id), await readRows(db, id, range), range))
  }
  return intervals
}

/** Covered (live or healed) part of the time in which the streams were to run; 0 when they never were. */
function ratioOf(intervals: readonly CoverageInterval[]): number {
  let coveredMs = 0
  let wantedMs = 0
  for (const { fromMs, toMs, state } of intervals) {
    if (state === 'stopped') continue
    wantedMs += toMs - fromMs
    if (state !== 'gap') coveredMs += toMs - fromMs
  }
  return wantedMs === 0 ? 0 : coveredMs / wantedMs
}

/** Rows that reach into the range, and the newest before its beginning when that one may go on. */
async function readRows(
  db: Reader,
  streamId: string,
  { fromMs, toMs }: CoverageRange,
): Promise<LedgerRow[]> {
  const rows = await db
    .selectFrom('coverage_intervals')
    .selectAll()
    .where('stream_id', '=', streamId)
    .where('from_at', '<', toMs)
    .where((eb) =>
      eb.or([
        eb('to_at', 'is', null),
        eb('to_at', '>', fromMs),
        // A live row ends at its last byte; the newest one speaks for the time after it too.
        eb(
          'from_at',
          '=',
          eb
            .selectFrom('coverage_intervals as newest')
            .select(({ fn }) => fn.max('newest.from_at').as('from_at'))
            .where('newest.stream_id', '=', streamId),
        ),
      ]),
    )
    .orderBy('from_at')
    .execute()
  return rows.map(decodeLedgerRow)
}

function clip(
  streamId: StreamId,
  rows: readonly LedgerRow[],
  range: CoverageRange,
): CoverageInterval[] {
  const toMs = Math.min(range.toMs, range.nowMs)
  const intervals: CoverageInterval[] = []
  const add = (row: Omit<LedgerRow, 'markedMs' | 'toMs'>, endMs: number): void => {
    const from = Math.max(row.fromMs, range.fromMs)
    const to = Math.min(endMs, toMs)
    if (from >= to) return
    const { state, reason, healedBy, recovered, healing } = row
    intervals.push({
      streamId,
      fromMs: from,
      toMs: to,
      state,
      reason,
      healedBy,
      recovered,
      healing,
    })
  }
  for (const [i, row] of rows.entries()) {
    const next = rows[i + 1]
    if (next) add(row, row.toMs ?? next.fromMs)
    else if (row.state !== 'live') add(row, row.toMs ?? range.nowMs)
    else addOpenLive(row, range, add)
  }
  return intervals
}

/** Live up to now while the silence is shorter than a stall; otherwise blind since the last byte. */
function addOpenLive(
  row: LedgerRow,
  { nowMs, stallLimitMs }: CoverageRange,
  add: (row: Omit<LedgerRow, 'markedMs' | 'toMs'>, endMs: number) => void,
): void {
  const lastByteMs = row.toMs ?? row.fromMs
  if (nowMs - lastByteMs <= stallLimitMs) {
    add(row, nowMs)
    return
  }
  add(row, lastByteMs)
  const silent = {
    state: 'gap',
    reason: 'silent',
    healedBy: null,
    recovered: 0,
    healing: null,
  } as const
  add({ fromMs: lastByteMs, ...silent }, nowMs)
}
