import { Button, Skeleton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense } from 'react'
import type { WireSeries } from '../../domain/wire.ts'
import { loadSeriesChart } from '../charts/load-series-chart.ts'
import { BUCKET_MS, RANGES, type RangeName } from '../api/statistics-range.ts'
import { shapeSeries } from '../charts/series-shape.ts'
import { useSeries } from '../api/use-statistics.ts'
import { formatQuantity } from '../text/format-number.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import { Panel } from './Panel.tsx'
import classes from './SeriesPanel.module.css'
import { SeriesTable } from './SeriesTable.tsx'
import { useNow } from './use-now.ts'

const SeriesChart = lazy(loadSeriesChart)

export interface SeriesPanelProps {
  keywordId: string
  range: RangeName
  /** When the keyword was added: before that nothing is missing. */
  createdMs: number
}

export function SeriesPanel({ keywordId, range, createdMs }: SeriesPanelProps) {
  const series = useSeries(keywordId, range)
  const [isTableOpen, table] = useDisclosure(false)
  const placeholder = <Skeleton height={260} />
  return (
    <Panel
      title={`Posts per ${RANGES[range].bucket}`}
      aside={
        <Button
          variant="subtle"
          size="compact-sm"
          aria-expanded={isTableOpen}
          onClick={table.toggle}
        >
          {isTableOpen ? 'Hide the numbers' : 'Show the numbers'}
        </Button>
      }
    >
      {series.error !== null && (
        <ErrorNotice
          title="The series could not be read"
          error={series.error}
          retry={() => void series.refetch()}
        />
      )}
      {series.data === undefined && series.error === null && placeholder}
      {series.data !== undefined && (
        <Suspense fallback={placeholder}>
          <SeriesChart
            series={series.data}
            createdMs={createdMs}
            summary={summarize(series.data, range)}
          />
          <Legend series={series.data} createdMs={createdMs} />
          {isTableOpen && <SeriesTable series={series.data} />}
        </Suspense>
      )}
    </Panel>
  )
}

function Legend({ series, createdMs }: { series: WireSeries; createdMs: number }) {
  const nowMs = useNow(15_000)
  const { blind, trackedFromSec, fromSec } = shapeSeries(
    series.points,
    BUCKET_MS[series.bucket],
    nowMs,
    createdMs,
  )
  return (
    <p className={classes.legend}>
      <span className={classes.bar} aria-hidden /> posts
      <span className={classes.running} aria-hidden /> the {series.bucket} that is not over yet
      {trackedFromSec > fromSec && (
        <>
          <span className={classes.before} aria-hidden /> before it was added
        </>
      )}
      {blind.length > 0 && (
        <>
          <span className={classes.hatch} aria-hidden /> not covered: unknown, not zero
        </>
      )}
    </p>
  )
}

function summarize(series: WireSeries, range: RangeName): string {
  const total = series.points.reduce((sum, point) => sum + point.posts, 0)
  const peak = series.points.reduce((highest, point) => Math.max(highest, point.posts), 0)
  return (
    `Bar chart of posts per ${series.bucket} in the ${RANGES[range].words}: ` +
    `${formatQuantity(total, 'post')} in all, at most ${formatQuantity(peak, 'post')} in a ${series.bucket}.`
  )
}
