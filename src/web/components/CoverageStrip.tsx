import { useCoverage, type CoverageAnswer } from '../api/use-streams.ts'
import { shapeCoverage, stripStartMs } from '../charts/coverage-shape.ts'
import { describeInterval, describeSpan, summarizeCoverage } from '../text/coverage-words.ts'
import { formatClock, formatDayAndClock, formatMoment } from '../text/format-time.ts'
import classes from './CoverageStrip.module.css'
import { ErrorNotice } from './ErrorNotice.tsx'

/** The last 24 hours of a stream: covered, blind, healed, told to stop. The words above the strip say the same. */
export function CoverageStrip({ streamId }: { streamId: string }) {
  const { data, error, refetch } = useCoverage(streamId)
  if (data !== undefined) return <Strip coverage={data} />
  if (error === null) return <div className={classes.placeholder} aria-busy />
  return (
    <ErrorNotice
      title="The coverage could not be read"
      error={error}
      retry={() => void refetch()}
    />
  )
}

function Strip({
  coverage: { intervals, coveredRatio, fromMs, toMs },
}: {
  coverage: CoverageAnswer
}) {
  const startMs = stripStartMs(intervals, fromMs, toMs)
  const title = `Coverage, ${describeSpan(intervals, fromMs, toMs)}`
  const summary = summarizeCoverage(coveredRatio, intervals)
  return (
    <div className={classes.coverage}>
      <div className={classes.head}>
        <span>{title}</span>
        <span className={classes.summary}>{summary}</span>
      </div>
      <figure className={classes.strip} aria-label={`${title}: ${summary}`}>
        {shapeCoverage(intervals, startMs, toMs).map(({ state, left, width, interval }) => (
          <span
            key={interval.from}
            className={classes.segment}
            data-state={state}
            title={`${formatDayAndClock(Date.parse(interval.from))}: ${describeInterval(interval)}`}
            style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
          />
        ))}
      </figure>
      <div className={classes.scale} aria-hidden>
        <span>{formatMoment(startMs, toMs)}</span>
        <span>{formatClock((startMs + toMs) / 2)}</span>
        <span>now</span>
      </div>
    </div>
  )
}
