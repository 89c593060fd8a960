/** What a coverage ledger says, in words: why it was not live, and the sum of it. */
import type { WireCoverageInterval } from '../../domain/wire.ts'
import { formatQuantity, formatRatio } from './format-number.ts'
import { formatDuration, formatMoment } from './format-time.ts'

const REASONS: Record<string, string> = {
  starting: 'connecting',
  disconnected: 'connection lost',
  stalled: 'no byte for too long',
  'process-lost': 'the process died',
  shutdown: 'Magpie was not running',
  blocked: 'blocked by the network',
}

export function describeReason(reason: string | null): string {
  if (reason === null) return 'reason unknown'
  return REASONS[reason] ?? reason.replaceAll(/[-_.]/gu, ' ')
}

/** What a way of healing cannot give; others are shown as they are. */
const MISSING: Record<string, string> = {
  reposts: 'reposts',
  'quoted-text': 'matches in quoted posts only',
  deleted: 'posts deleted since',
}

/** `Gap of 6 min: no byte for too long`, and what healing has to say of it. */
export function describeInterval(interval: WireCoverageInterval): string {
  const length = formatDuration(sumMs([interval]))
  switch (interval.state) {
    case 'live':
      return `Live for ${length}`
    case 'stopped':
      return `Stopped for ${length}`
    case 'gap':
      return `Gap of ${length}: ${describeReason(interval.reason)}${describeProblem(interval)}`
    case 'healed':
      return `Healed gap of ${length}: ${describeRecovered(interval)}`
  }
}

function describeProblem({ healing }: WireCoverageInterval): string {
  return healing?.problem ? `. Not healed: ${healing.problem.detail}` : ''
}

function describeRecovered({ recovered, healing }: WireCoverageInterval): string {
  const posts = `${formatQuantity(recovered, 'post')} recovered`
  const missing = (healing?.missing ?? []).map((word) => MISSING[word] ?? word)
  const without = missing.length > 0 ? `, without ${missing.join(', ')}` : ''
  const leftOut = healing?.leftOut.length ?? 0
  return leftOut === 0
    ? posts + without
    : `${posts}${without}; ${formatQuantity(leftOut, 'keyword')} could not be searched for`
}

/** `99.8 % covered · 2 gaps, 1 min 40 s in all · 1 gap healed, 12 posts recovered · stopped for 1 h`. Times a stream was told to stop are no gaps. */
export function summarizeCoverage(
  coveredRatio: number,
  intervals: readonly WireCoverageInterval[],
): string {
  if (intervals.length === 0) return 'Nothing recorded in this time'
  const gaps = intervals.filter((interval) => interval.state === 'gap')
  const stopped = intervals.filter((interval) => interval.state === 'stopped')
  const parts = [`${formatRatio(coveredRatio)} covered`]
  if (gaps.length === 0) parts.push('no gaps')
  else parts.push(`${formatQuantity(gaps.length, 'gap')}, ${formatDuration(sumMs(gaps))} in all`)
  const healed = intervals.filter((interval) => interval.state === 'healed')
  if (healed.length > 0) {
    const recovered = healed.reduce((sum, interval) => sum + interval.recovered, 0)
    parts.push(
      `${formatQuantity(healed.length, 'gap')} healed, ${formatQuantity(recovered, 'post')} recovered`,
    )
  }
  if (stopped.length > 0) parts.push(`stopped for ${formatDuration(sumMs(stopped))}`)
  return parts.join(' · ')
}

function sumMs(intervals: readonly WireCoverageInterval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0)
}

/** `last 24 hours`, or since when there is anything recorded, when that is less. */
export function describeSpan(
  intervals: readonly WireCoverageInterval[],
  fromMs: number,
  toMs: number,
): string {
  const firstMs = intervals.reduce((first, { from }) => Math.min(first, Date.parse(from)), toMs)
  return firstMs <= fromMs ? 'last 24 hours' : `since ${formatMoment(firstMs, toMs)}`
}
