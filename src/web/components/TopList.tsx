import { Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTop, type Facet } from '../api/use-statistics.ts'
import { RANGES, type RangeName } from '../api/statistics-range.ts'
import type { PostsSearch } from '../search-params.ts'
import { formatCount } from '../text/format-number.ts'
import { languageName } from '../text/language-name.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import { Panel } from './Panel.tsx'
import classes from './TopList.module.css'

export interface TopListProps {
  title: string
  facet: Facet
  keywordId: string
  range: RangeName
}

/** The most frequent values of one kind; each leads to the posts behind it. */
export function TopList({ title, facet, keywordId, range }: TopListProps) {
  const top = useTop(keywordId, range, facet)
  const highest = top.data?.rows[0]?.posts ?? 1
  return (
    <Panel title={title}>
      {top.error !== null && top.data === undefined && (
        <ErrorNotice
          title="These could not be counted"
          error={top.error}
          retry={() => void top.refetch()}
        />
      )}
      {top.data === undefined && top.error === null && <Skeleton height={180} />}
      {top.data?.rows.length === 0 && (
        <p className={classes.none}>None in the {RANGES[range].words}.</p>
      )}
      <ol className={classes.list}>
        {top.data?.rows.map(({ value, key, posts }) => (
          <li key={key} className={classes.row}>
            <span
              className={classes.bar}
              style={{ width: `${(posts / highest) * 100}%` }}
              aria-hidden
            />
            <Link
              to="/posts"
              search={{ keyword: keywordId, ...searchOf(facet, value) }}
              className={classes.value ?? ''}
            >
              <bdi>{describeValue(facet, value)}</bdi>
            </Link>
            <span className={classes.count}>{formatCount(posts)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function describeValue(facet: Facet, value: string): string {
  if (facet === 'hashtags') return `#${value}`
  if (facet === 'mentions' || facet === 'authors') return `@${value}`
  return facet === 'languages' ? languageName(value) : value
}

function searchOf(facet: Facet, value: string): PostsSearch {
  if (facet === 'authors') return { author: value }
  return facet === 'languages' ? { lang: value } : { q: value }
}
