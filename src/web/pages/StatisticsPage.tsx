import { Button, SegmentedControl } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { DEFAULT_RANGE, isRangeName, RANGES } from '../api/statistics-range.ts'
import { useKeywords } from '../api/use-keywords.ts'
import { useSummary } from '../api/use-statistics.ts'
import { useStreams } from '../api/use-streams.ts'
import { DeliveryLines } from '../components/DeliveryLines.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { KeywordSelect } from '../components/KeywordSelect.tsx'
import { Page } from '../components/Page.tsx'
import { SeriesPanel } from '../components/SeriesPanel.tsx'
import { SummaryFigures } from '../components/SummaryFigures.tsx'
import { TopList } from '../components/TopList.tsx'
import { useLiveStatistics } from '../live/use-live-statistics.ts'
import { describeDeliveries, keywordName } from '../text/delivery-words.ts'
import { NotFoundPage } from './NotFoundPage.tsx'
import classes from './StatisticsPage.module.css'

const route = getRouteApi('/keywords/$id/statistics')

const TOP_LISTS = [
  { facet: 'hashtags', title: 'Top hashtags' },
  { facet: 'mentions', title: 'Top mentions' },
  { facet: 'authors', title: 'Top authors' },
  { facet: 'domains', title: 'Top domains' },
  { facet: 'languages', title: 'Languages' },
] as const

export function StatisticsPage() {
  const { id } = route.useParams()
  const range = route.useSearch().range ?? DEFAULT_RANGE
  const navigate = useNavigate()
  const keywords = useKeywords()
  const streams = useStreams()
  const summary = useSummary(id, range)
  useLiveStatistics(id, range)
  const keyword = keywords.data?.find((one) => one.id === id)
  if (keywords.data !== undefined && keyword === undefined) return <NotFoundPage />
  const select = (nextId: string): void =>
    void navigate({
      to: '/keywords/$id/statistics',
      params: { id: nextId },
      search: range === DEFAULT_RANGE ? {} : { range },
    })
  const setRange = (value: string): void => {
    if (!isRangeName(value)) return
    void navigate({
      to: '/keywords/$id/statistics',
      params: { id },
      search: value === DEFAULT_RANGE ? {} : { range: value },
      replace: true,
      resetScroll: false,
    })
  }
  return (
    <Page
      title={keyword === undefined ? 'Statistics' : keywordName(keyword)}
      intro={
        keyword !== undefined && (
          <div className={classes.intro}>
            {keyword.label && <code className={classes.query}>{keyword.query}</code>}
            <DeliveryLines lines={describeDeliveries(keyword, streams.data ?? [])} />
          </div>
        )
      }
      actions={
        <>
          <KeywordSelect keywords={keywords.data ?? []} value={id} onChange={select} />
          <SegmentedControl
            aria-label="Time range"
            value={range}
            onChange={setRange}
            data={Object.entries(RANGES).map(([value, { label }]) => ({ value, label }))}
          />
          <Button
            variant="default"
            leftSection={<IconEye size={18} stroke={1.75} aria-hidden />}
            onClick={() => void navigate({ to: '/live', search: { keyword: [id] } })}
          >
            Watch
          </Button>
        </>
      }
    >
      {summary.error !== null && (
        <ErrorNotice
          title="The numbers could not be read"
          error={summary.error}
          retry={() => void summary.refetch()}
        />
      )}
      <SummaryFigures summary={summary.data} range={range} />
      <SeriesPanel
        keywordId={id}
        range={range}
        createdMs={keyword === undefined ? 0 : Date.parse(keyword.createdAt)}
      />
      <div className={classes.tops}>
        {TOP_LISTS.map(({ facet, title }) => (
          <TopList key={facet} facet={facet} title={title} keywordId={id} range={range} />
        ))}
      </div>
    </Page>
  )
}
