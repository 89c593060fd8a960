import type { WireStream } from '../../domain/wire.ts'
import { formatCount, formatRate } from '../text/format-number.ts'
import { formatDuration } from '../text/format-time.ts'
import { RelativeTime } from './RelativeTime.tsx'
import classes from './StreamCounters.module.css'

/** Clocks that differ by less are none of anybody's business. */
const NOTABLE_SKEW_MS = 2_000

export function StreamCounters({ stream }: { stream: WireStream }) {
  const skewMs = stream.clockSkewMs
  return (
    <dl className={classes.counters}>
      <Counter label="Posts a second" value={formatRate(stream.postsPerSecond)} />
      <Counter label="Stored" value={formatCount(stream.stored)} />
      <Counter label="Received" value={formatCount(stream.received)} />
      <Counter label="Repeats" value={formatCount(stream.duplicates)} />
      <Counter
        label="Unreadable"
        value={formatCount(stream.rejected)}
        isBad={stream.rejected > 0}
      />
      <Counter label="Delay" value={stream.lagMs === null ? '–' : formatDuration(stream.lagMs)} />
      <Counter label="Connections" value={formatCount(stream.connects)} />
      {skewMs !== null && Math.abs(skewMs) >= NOTABLE_SKEW_MS && (
        <Counter label="Clock is off by" value={formatDuration(Math.abs(skewMs))} isBad />
      )}
      <div>
        <dt>Last post</dt>
        <dd>{stream.lastPostAt === null ? 'none yet' : <RelativeTime at={stream.lastPostAt} />}</dd>
      </div>
    </dl>
  )
}

function Counter({ label, value, isBad }: { label: string; value: string; isBad?: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-bad={isBad === true}>{value}</dd>
    </div>
  )
}
