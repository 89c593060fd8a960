/** Posts over time. Loaded when it is needed: uPlot is not part of the first load. */
import { useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useMemo, useRef } from 'react'
import 'uplot/dist/uPlot.min.css'
import type { WireSeries } from '../../domain/wire.ts'
import { BUCKET_MS } from '../api/statistics-range.ts'
import { useNow } from '../components/use-now.ts'
import { ChartTooltip } from './ChartTooltip.tsx'
import classes from './SeriesChart.module.css'
import { shapeSeries } from './series-shape.ts'
import { useChart } from './use-chart.ts'

const HEIGHT_PX = 250
/** What is the running bucket, and what is still future, is looked at again this often. */
const REFRESH_MS = 15_000

export interface SeriesChartProps {
  series: WireSeries
  /** When the keyword was added. */
  createdMs: number
  /** What the picture shows, for those who do not see it; the numbers are in a table of their own. */
  summary: string
}

export function SeriesChart(props: SeriesChartProps) {
  const scheme = useComputedColorScheme('light')
  const { bucket, points } = props.series
  // Another scheme, bucket or number of buckets needs another chart; new counts do not.
  return <ChartFigure key={`${scheme} ${bucket} ${points.length}`} {...props} />
}

function ChartFigure({ series, createdMs, summary }: SeriesChartProps) {
  const { ref: box, width } = useElementSize()
  const host = useRef<HTMLElement>(null)
  const nowMs = useNow(REFRESH_MS)
  const shape = useMemo(
    () => shapeSeries(series.points, BUCKET_MS[series.bucket], nowMs, createdMs),
    [series, nowMs, createdMs],
  )
  const cursor = useChart(host, shape, width, HEIGHT_PX)
  const point = cursor === null ? undefined : series.points[cursor.index]
  return (
    <div ref={box} className={classes.chart} style={{ height: HEIGHT_PX }}>
      <figure ref={host} className={classes.host} aria-label={summary} />
      {cursor !== null && point !== undefined && (
        <ChartTooltip
          point={point}
          bucket={series.bucket}
          createdMs={createdMs}
          leftPx={cursor.leftPx}
          widthPx={width}
        />
      )}
    </div>
  )
}
