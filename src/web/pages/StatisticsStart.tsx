import { Button, Skeleton } from '@mantine/core'
import { IconChartHistogram } from '@tabler/icons-react'
import { Navigate, useNavigate } from '@tanstack/react-router'
import { useKeywords } from '../api/use-keywords.ts'
import { EmptyNotice } from '../components/EmptyNotice.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'

/** Without a keyword in the address: the one with the most to show. */
export function StatisticsStart() {
  const keywords = useKeywords()
  const navigate = useNavigate()
  const busiest = keywords.data?.toSorted((a, b) => b.postCount - a.postCount)[0]
  if (busiest !== undefined) {
    return <Navigate to="/keywords/$id/statistics" params={{ id: busiest.id }} replace />
  }
  return (
    <Page title="Statistics">
      {keywords.error !== null && (
        <ErrorNotice
          title="The keywords could not be read"
          error={keywords.error}
          retry={() => void keywords.refetch()}
        />
      )}
      {keywords.data === undefined && keywords.error === null && <Skeleton height={360} />}
      {keywords.data !== undefined && (
        <EmptyNotice
          icon={<IconChartHistogram size={26} stroke={1.75} />}
          title="Nothing to count yet"
        >
          <p>Statistics begin with the first keyword.</p>
          <Button onClick={() => void navigate({ to: '/add_keyword' })}>Add keyword</Button>
        </EmptyNotice>
      )}
    </Page>
  )
}
