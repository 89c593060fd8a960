import { Button } from '@mantine/core'
import { IconHash, IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireKeyword } from '../../domain/wire.ts'
import { useKeywords } from '../api/use-keywords.ts'
import { useStreams } from '../api/use-streams.ts'
import { DeleteKeywordDialog } from '../components/DeleteKeywordDialog.tsx'
import { EmptyNotice } from '../components/EmptyNotice.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { KeywordList } from '../components/KeywordList.tsx'
import { KeywordListSkeleton } from '../components/KeywordListSkeleton.tsx'
import { Page } from '../components/Page.tsx'
import { formatQuantity } from '../text/format-number.ts'

export function KeywordsPage() {
  const keywords = useKeywords()
  const streams = useStreams()
  const [toDelete, setToDelete] = useState<WireKeyword | null>(null)
  return (
    <Page title="Keywords" intro={describe(keywords.data)} actions={<AddKeywordButton />}>
      {keywords.error !== null && (
        <ErrorNotice
          title={
            keywords.data === undefined
              ? 'The keywords could not be read'
              : 'The keywords could not be refreshed; what is shown may be old'
          }
          error={keywords.error}
          retry={() => void keywords.refetch()}
        />
      )}
      {keywords.data === undefined && keywords.error === null && <KeywordListSkeleton />}
      {keywords.data?.length === 0 && (
        <EmptyNotice icon={<IconHash size={26} stroke={1.75} />} title="Nothing is tracked yet">
          <p>
            A keyword is a word, a phrase or a whole query. Every post that matches is stored from
            the moment you save it.
          </p>
          <AddKeywordButton />
        </EmptyNotice>
      )}
      {keywords.data !== undefined && keywords.data.length > 0 && (
        <KeywordList keywords={keywords.data} streams={streams.data ?? []} onDelete={setToDelete} />
      )}
      <DeleteKeywordDialog keyword={toDelete} close={() => setToDelete(null)} />
    </Page>
  )
}

function AddKeywordButton() {
  const navigate = useNavigate()
  return (
    <Button
      leftSection={<IconPlus size={18} stroke={2} aria-hidden />}
      onClick={() => void navigate({ to: '/add_keyword' })}
    >
      Add keyword
    </Button>
  )
}

function describe(keywords: readonly WireKeyword[] | undefined): string {
  if (keywords === undefined || keywords.length === 0) return ''
  const paused = keywords.filter((keyword) => !keyword.active).length
  const tracked = `${formatQuantity(keywords.length - paused, 'keyword')} tracked`
  return paused === 0 ? tracked : `${tracked}, ${paused} paused`
}
