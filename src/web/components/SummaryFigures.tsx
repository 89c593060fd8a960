import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { WireSummary } from '../../domain/wire.ts'
import { RANGES, type RangeName } from '../api/statistics-range.ts'
import { formatChange, formatCount, formatRatio } from '../text/format-number.ts'
import { formatMoment } from '../text/format-time.ts'
import { LoadingNote } from './LoadingNote.tsx'
import { RelativeTime } from './RelativeTime.tsx'
import classes from './SummaryFigures.module.css'
import { useNow } from './use-now.ts'

export interface SummaryFiguresProps {
  /** Undefined while it is read. */
  summary: WireSummary | undefined
  range: RangeName
}

/** The numbers of the interval at a glance. */
export function SummaryFigures({ summary, range }: SummaryFiguresProps) {
  const nowMs = useNow(30_000)
  if (summary === undefined) {
    return (
      <div className={classes.figures} aria-busy>
        <LoadingNote>Loading the numbers</LoadingNote>
        {[0, 1, 2, 3, 4].map((figure) => (
          <div key={figure} className={classes.figure}>
            <Skeleton height={12} width={70} mb={8} />
            <Skeleton height={24} width={90} />
          </div>
        ))}
      </div>
    )
  }
  const { posts, reposts, replies, quotes, authors, peak, lastPostAt, coverage, previous } = summary
  return (
    <dl className={classes.figures}>
      <Figure
        label="Posts"
        value={formatCount(posts)}
        note={<Change now={posts} before={previous.posts} />}
      />
      <Figure
        label="Authors"
        value={formatCount(authors)}
        note={<Change now={authors} before={previous.authors} />}
      />
      <Figure
        label="Busiest minute"
        value={peak === null ? 'none' : formatCount(peak.posts)}
        note={peak === null ? '' : `at ${formatMoment(Date.parse(peak.at), nowMs)}`}
      />
      <Figure
        label="Time covered"
        value={formatRatio(coverage)}
        note={coverage < 0.999 ? `of the ${RANGES[range].words}` : 'without a gap'}
      />
      <Figure
        label="Reposts, replies, quotes"
        value={`${formatCount(reposts)} · ${formatCount(replies)} · ${formatCount(quotes)}`}
        note={
          lastPostAt === null ? (
            'no post yet'
          ) : (
            <>
              last post <RelativeTime at={lastPostAt} />
            </>
          )
        }
      />
    </dl>
  )
}

function Figure({ label, value, note }: { label: string; value: string; note: ReactNode }) {
  return (
    <div className={classes.figure}>
      <dt>{label}</dt>
      <dd className={classes.value}>{value}</dd>
      <dd className={classes.note}>{note}</dd>
    </div>
  )
}

function Change({ now, before }: { now: number; before: number }) {
  const change = formatChange(now, before)
  return change === null ? 'nothing before to compare' : `${change} on the interval before`
}
