import { Button, Group, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useId, useState, type FormEvent, type KeyboardEvent } from 'react'
import { MAX_LABEL_LENGTH, MAX_QUERY_LENGTH } from '../../domain/keyword.ts'
import { useKeywordPreview, type KeywordDraft } from '../api/use-keywords.ts'
import classes from './KeywordForm.module.css'
import { KeywordPreview } from './KeywordPreview.tsx'
import { KeywordSaveError } from './KeywordSaveError.tsx'
import { QueryProblems } from './QueryProblems.tsx'

export interface KeywordFormProps {
  initial: KeywordDraft
  isSaving: boolean
  error: Error | null
  save: (draft: KeywordDraft) => void
  cancel: () => void
}

/** Long enough that a word is typed through, short enough to feel like an answer. */
const PREVIEW_DELAY_MS = 300

/** A keyword's query and label, with the server's opinion on the query while it is typed. */
export function KeywordForm({ initial, isSaving, error, save, cancel }: KeywordFormProps) {
  const [query, setQuery] = useState(initial.query)
  const [label, setLabel] = useState(initial.label ?? '')
  const [settledQuery] = useDebouncedValue(query, PREVIEW_DELAY_MS)
  const preview = useKeywordPreview(settledQuery)
  const opinionId = useId()
  const isCurrent = settledQuery === query && !preview.isPlaceholderData && query.trim() !== ''
  const opinion = isCurrent ? (preview.data ?? null) : null
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (query.trim() === '' || isSaving) return
    save({ query: query.trim(), label: label.trim() === '' ? null : label.trim() })
  }
  return (
    <div className={classes.columns}>
      <form onSubmit={submit} className={classes.form} noValidate>
        <Textarea
          label="Query"
          description="A word, a phrase in quotes, or a query in X’s rule language."
          placeholder='coffee OR "flat white" lang:en -is:retweet'
          classNames={{ input: classes.query ?? '' }}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={MAX_QUERY_LENGTH}
          data-autofocus
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-describedby={opinionId}
          error={opinion !== null && !opinion.valid}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value.replaceAll(/[\r\n]+/gu, ' '))}
          onKeyDown={submitOnEnter}
        />
        <div id={opinionId} aria-live="polite" className={classes.opinion}>
          {opinion !== null && (
            <>
              <QueryProblems query={query} problems={opinion.problems} severity="error" />
              <QueryProblems query={query} problems={opinion.warnings} severity="warning" />
            </>
          )}
        </div>
        <TextInput
          label="Label"
          description="How it is called on these pages. Optional; the query itself otherwise."
          maxLength={MAX_LABEL_LENGTH}
          autoComplete="off"
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        {error !== null && (
          <KeywordSaveError
            error={error}
            query={query.trim()}
            areProblemsShown={opinion !== null && !opinion.valid}
          />
        )}
        <Group gap="sm">
          <Button type="submit" loading={isSaving} disabled={query.trim() === ''}>
            Save
          </Button>
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
        </Group>
      </form>
      <KeywordPreview
        query={query}
        preview={query.trim() === '' ? null : (preview.data ?? null)}
        isOld={!isCurrent}
        error={isCurrent ? preview.error : null}
      />
    </div>
  )
}

/** A query has no lines. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}
