import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import type { KeywordIndex } from '../api/use-keyword-index.ts'
import { decodePostsSearch, SPANS, type PostsSearch } from '../search-params.ts'
import { formatDayAndClock } from '../text/format-time.ts'
import classes from './PostSearchForm.module.css'

export interface PostSearchFormProps {
  /** What is in the address. */
  search: PostsSearch
  keywords: KeywordIndex
  onSearch: (search: PostsSearch) => void
}

const KINDS = [
  { value: '', label: 'Any kind' },
  { value: 'post', label: 'Posts' },
  { value: 'repost', label: 'Reposts' },
  { value: 'reply', label: 'Replies' },
  { value: 'quote', label: 'Quotes' },
]

/** Text is searched on Enter, choices at once. Remounted (by key) when the address changes from elsewhere. */
export function PostSearchForm({ search, keywords, onSearch }: PostSearchFormProps) {
  const [q, setQ] = useState(search.q ?? '')
  const [author, setAuthor] = useState(search.author ?? '')
  const [lang, setLang] = useState(search.lang ?? '')
  const submitWith = (change: Record<string, unknown>): void =>
    onSearch(decodePostsSearch({ ...search, q, author, lang, ...change }))
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    submitWith({})
  }
  const isFiltered = Object.keys(search).length > 0
  return (
    <search className={classes.form}>
      <form onSubmit={submit} className={classes.form}>
        <div className={classes.first}>
          <TextInput
            className={classes.text ?? ''}
            aria-label="Search the text"
            placeholder='Words, "a phrase", -without'
            leftSection={<IconSearch size={17} aria-hidden />}
            type="search"
            value={q}
            onChange={(event) => setQ(event.currentTarget.value)}
          />
          <Button type="submit" size="md">
            Search
          </Button>
        </div>
        <div className={classes.filters}>
          <NativeSelect
            label="Keyword"
            value={search.keyword ?? ''}
            onChange={(event) => submitWith({ keyword: event.currentTarget.value })}
            data={[
              { value: '', label: 'Any keyword' },
              ...Object.entries(keywords).map(([value, { name }]) => ({ value, label: name })),
            ]}
          />
          <NativeSelect
            label="Kind"
            value={search.kind ?? ''}
            onChange={(event) => submitWith({ kind: event.currentTarget.value })}
            data={KINDS}
          />
          <NativeSelect
            label="Time"
            value={
              search.span ?? (search.from !== undefined || search.to !== undefined ? 'own' : '')
            }
            onChange={(event) =>
              submitWith({ span: event.currentTarget.value, from: undefined, to: undefined })
            }
            data={spanChoices(search)}
          />
          <TextInput
            size="sm"
            label="Author"
            placeholder="@handle"
            autoCapitalize="off"
            autoComplete="off"
            value={author}
            onChange={(event) => setAuthor(event.currentTarget.value)}
          />
          <TextInput
            size="sm"
            label="Language"
            placeholder="en, ja, es …"
            autoCapitalize="off"
            autoComplete="off"
            maxLength={16}
            value={lang}
            onChange={(event) => setLang(event.currentTarget.value)}
          />
          <Button
            variant="default"
            className={classes.reset ?? ''}
            disabled={!isFiltered}
            onClick={() => onSearch({})}
          >
            Reset
          </Button>
        </div>
      </form>
    </search>
  )
}

/** An interval that came with the address (from a gap, say) is a choice of its own for as long as it is chosen. */
function spanChoices({ span, from, to }: PostsSearch): { value: string; label: string }[] {
  const choices = [
    { value: '', label: 'Any time' },
    ...Object.entries(SPANS).map(([value, { label }]) => ({ value, label })),
  ]
  if (span !== undefined || (from === undefined && to === undefined)) return choices
  return [
    ...choices,
    { value: 'own', label: `${showTime(from, 'beginning')} to ${showTime(to, 'now')}` },
  ]
}

function showTime(time: string | undefined, open: string): string {
  return time === undefined ? open : formatDayAndClock(Date.parse(time))
}
