import type { WireSeriesPoint } from '../../domain/wire.ts'
import { BUCKET_MS, type BucketName } from '../api/statistics-range.ts'
import { formatCount, formatRatio } from '../text/format-number.ts'
import { formatDayAndClock } from '../text/format-time.ts'
import classes from './ChartTooltip.module.css'

export interface ChartTooltipProps {
  point: WireSeriesPoint
  bucket: BucketName
  /** When the keyword was added. */
  createdMs: number
  leftPx: number
  /** Of the chart: the tooltip stays inside. */
  widthPx: number
}

const WIDTH_PX = 190

export function ChartTooltip({ point, bucket, createdMs, leftPx, widthPx }: ChartTooltipProps) {
  const isBefore = Date.parse(point.at) + BUCKET_MS[bucket] <= createdMs
  const left = Math.max(0, Math.min(leftPx + 12, widthPx - WIDTH_PX))
  const rows = [
    ['Reposts', point.reposts],
    ['Replies', point.replies],
    ['Quotes', point.quotes],
  ] as const
  return (
    <div className={classes.tooltip} style={{ left, width: WIDTH_PX }} aria-hidden>
      <div className={classes.when}>
        {formatDayAndClock(Date.parse(point.at))}, {bucket}
      </div>
      <div className={classes.total}>
        {isBefore && point.posts === 0 ? 'Not tracked yet' : describeCount(point)}
      </div>
      {point.posts > 0 &&
        rows.map(([label, count]) => (
          <div key={label} className={classes.row}>
            <span>{label}</span>
            <span>{formatCount(count)}</span>
          </div>
        ))}
      {point.coverage < 0.999 && !isBefore && (
        <div className={classes.blind}>{formatRatio(point.coverage)} of the time covered</div>
      )}
    </div>
  )
}

function describeCount({ posts, coverage }: WireSeriesPoint): string {
  return coverage === 0 && posts === 0 ? 'Not known' : `${formatCount(posts)} posts`
}
