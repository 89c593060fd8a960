import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { WireKeyword, WireStream } from '../../domain/wire.ts'
import classes from './KeywordList.module.css'
import { KeywordRow } from './KeywordRow.tsx'

export interface KeywordListProps {
  keywords: readonly WireKeyword[]
  streams: readonly WireStream[]
  onDelete: (keyword: WireKeyword) => void
}

/** From here on one looks for a keyword instead of seeing it. */
const FILTER_FROM = 9

export function KeywordList({ keywords, streams, onDelete }: KeywordListProps) {
  const [filter, setFilter] = useState('')
  const wanted = filter.trim().toLocaleLowerCase()
  const shown = keywords.filter(({ label, query }) =>
    `${label ?? ''} ${query}`.toLocaleLowerCase().includes(wanted),
  )
  return (
    <div className={classes.card}>
      {keywords.length >= FILTER_FROM && (
        <div className={classes.filter}>
          <TextInput
            size="sm"
            aria-label="Find a keyword"
            placeholder="Find a keyword"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        </div>
      )}
      <div className={classes.heads} aria-hidden>
        <span>Keyword</span>
        <span>State</span>
        <span>Posts</span>
        <span>Last post</span>
        <span />
      </div>
      <ul className={classes.list}>
        {shown.map((keyword) => (
          <KeywordRow key={keyword.id} keyword={keyword} streams={streams} onDelete={onDelete} />
        ))}
      </ul>
      {shown.length === 0 && <p className={classes.none}>No keyword contains “{filter}”.</p>}
    </div>
  )
}
