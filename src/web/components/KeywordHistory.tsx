import type { WireKeywordVersion } from '../../domain/wire.ts'
import { useKeywordHistory } from '../api/use-keywords.ts'
import { formatDayAndClock, formatFull } from '../text/format-time.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import classes from './KeywordHistory.module.css'
import { Panel } from './Panel.tsx'

const CHANGES = {
  created: 'Created',
  edited: 'Edited',
  paused: 'Paused',
  resumed: 'Resumed',
  deleted: 'Deleted',
} as const

/** What was tracked from when to when, newest first. */
export function KeywordHistory({ keywordId }: { keywordId: string }) {
  const history = useKeywordHistory(keywordId)
  return (
    <Panel title="History">
      {history.error !== null && (
        <ErrorNotice
          title="The history could not be read"
          error={history.error}
          retry={() => void history.refetch()}
        />
      )}
      <ol className={classes.list}>
        {history.data?.map((version, index) => (
          <li key={index} className={classes.entry}>
            <span className={classes.change}>{CHANGES[version.change]}</span>
            <Moment at={version.from} />
            <code className={classes.query}>{version.query}</code>
            <span className={classes.until}>{describeUntil(version)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Moment({ at }: { at: string }) {
  const ms = Date.parse(at)
  return (
    <time dateTime={at} title={formatFull(ms)} className={classes.moment}>
      {formatDayAndClock(ms)}
    </time>
  )
}

function describeUntil({ to, active, change }: WireKeywordVersion): string {
  if (change === 'deleted') return ''
  const state = active ? 'tracked' : 'not tracked'
  return to === null ? `${state} until now` : `${state} until ${formatDayAndClock(Date.parse(to))}`
}
