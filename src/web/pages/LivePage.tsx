import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useKeywordIndex } from '../api/use-keyword-index.ts'
import { useKeywords } from '../api/use-keywords.ts'
import { KeywordFilter } from '../components/KeywordFilter.tsx'
import { LiveFeed } from '../components/LiveFeed.tsx'
import { Page } from '../components/Page.tsx'
import { failureCount } from '../live/connection-status.ts'
import { useConnectionStatus } from '../live/live-context.ts'
import { useHold } from '../live/use-hold.ts'
import { useWatchAllOnLeave } from '../live/use-live-connection.ts'
import classes from './LivePage.module.css'

const route = getRouteApi('/live')
const ALL: readonly string[] = []

export function LivePage() {
  const selected = route.useSearch().keyword ?? ALL
  const keywords = useKeywordIndex()
  const hold = useHold()
  const isConnected = failureCount(useConnectionStatus()) === 0
  const isPaused = hold.reasons.has('button')
  useKnownKeywordsOnly(selected)
  useWatchAllOnLeave()
  const Icon = isPaused ? IconPlayerPlay : IconPlayerPause
  return (
    <Page
      title="Live"
      intro={
        isConnected
          ? 'Every post the moment it is stored, newest on top.'
          : 'Cut off for the moment. What arrives meanwhile is listed when the connection is back.'
      }
      actions={
        <Button
          variant="default"
          leftSection={<Icon size={17} stroke={1.75} aria-hidden />}
          onClick={() => hold.setReason('button', !isPaused)}
        >
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      }
    >
      <div className={classes.columns}>
        <div className={classes.side}>
          <KeywordFilter keywords={keywords} selected={selected} />
        </div>
        <div className={classes.feed}>
          <LiveFeed key={selected.join()} selected={selected} keywords={keywords} hold={hold} />
        </div>
      </div>
    </Page>
  )
}

/** A keyword deleted meanwhile leaves the address: the server would refuse the whole filter for its sake. */
function useKnownKeywordsOnly(selected: readonly string[]): void {
  const navigate = useNavigate()
  const { data } = useKeywords()
  const known = data?.map((keyword) => keyword.id)
  const remaining = known === undefined ? selected : selected.filter((id) => known.includes(id))
  const isStale = remaining.length < selected.length
  useEffect(() => {
    if (!isStale) return
    const keyword = [...remaining]
    void navigate({ to: '/live', search: keyword.length === 0 ? {} : { keyword }, replace: true })
  })
}
