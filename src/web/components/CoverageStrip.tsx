import { shapeCoverage, stripStartMs } from '../charts/coverage-shape.ts'
import { useCoverage } from '../api/use-streams.ts'
import { describeInterval, summarizeCoverage } from '../text/coverage-words.ts'
import { formatClock, formatDayAndClock, formatMoment } from '../text/format-time.ts'
import classes from './CoverageStrip.module.css'
import { ErrorNotice } from './ErrorNotice.tsx'

/** The last 24 hours of a stream: covered, blind, healed, told to stop. The words below say the same. */
export function CoverageStrip({ streamId }: { streamId: string }) {
  const { data, error, refetch } = useCoverage(streamId)
  if (error !== null && data === undefined) {
    return (
      <ErrorNotice
        title="The coverage could not be read"
        error={error}
        retry={() => void refetch()}
      />
    )
  }
  const startMs = data === undefined ? 0 : stripStartMs(data.intervals, data.fromMs, data.toMs)
  const title =
    data === undefined || startMs === data.fromMs
      ? 'Coverage, last 24 hours'
      : `Coverage since ${formatClock(startMs)}`
  const summary = data === undefined ? ' ' : summarizeCoverage(data.coveredRatio, data.intervals)
  return (
    <div className={classes.coverage}>
      <div className={classes.head}>
        <span>{title}</span>
        <span className={classes.summary}>{summary}</span>
      </div>
      <figure className={classes.strip} aria-label={`${title}: ${summary}`}>
        {data !== undefined &&
          shapeCoverage(data.intervals, startMs, data.toMs).map(
            ({ state, left, width, interval }) => (
              <span
                key={interval.from}
                className={classes.segment}
                data-state={state}
                title={`${formatDayAndClock(Date.parse(interval.from))}: ${describeInterval(interval)}`}
                style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
              />
            ),
          )}
      </figure>
      <div className={classes.scale} aria-hidden>
        <span>{data === undefined ? ' ' : formatMoment(startMs, data.toMs)}</span>
        <span>{data === undefined ? ' ' : formatClock((startMs + data.toMs) / 2)}</span>
        <span>now</span>
      </div>
    </div>
  )
}
