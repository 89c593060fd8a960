import { Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { WireKeyword } from '../../domain/wire.ts'
import { useKeywords, useUpdateKeyword } from '../api/use-keywords.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { KeywordForm } from '../components/KeywordForm.tsx'
import { KeywordHistory } from '../components/KeywordHistory.tsx'
import { Page } from '../components/Page.tsx'
import { keywordName } from '../text/delivery-words.ts'
import { NotFoundPage } from './NotFoundPage.tsx'

const route = getRouteApi('/keywords/$id/edit')

export function EditKeywordPage() {
  const { id } = route.useParams()
  const keywords = useKeywords()
  const keyword = keywords.data?.find((one) => one.id === id)
  if (keywords.data !== undefined && keyword === undefined) return <NotFoundPage />
  return (
    <Page
      title="Edit keyword"
      intro="A change reaches the stream without dropping its connection."
      focus="field"
    >
      {keyword === undefined && keywords.error === null && <Skeleton height={280} radius="md" />}
      {keyword === undefined && keywords.error !== null && (
        <ErrorNotice
          title="The keyword could not be read"
          error={keywords.error}
          retry={() => void keywords.refetch()}
        />
      )}
      {keyword !== undefined && (
        <>
          <EditForm key={keyword.id} keyword={keyword} />
          <KeywordHistory keywordId={keyword.id} />
        </>
      )}
    </Page>
  )
}

function EditForm({ keyword }: { keyword: WireKeyword }) {
  const navigate = useNavigate()
  const update = useUpdateKeyword()
  return (
    <KeywordForm
      initial={keyword}
      isSaving={update.isPending}
      error={update.error}
      cancel={() => void navigate({ to: '/' })}
      save={({ query, label }) =>
        update.mutate(
          { id: keyword.id, change: { query, label } },
          {
            onSuccess: (saved) => {
              notifications.show({ message: `“${keywordName(saved)}” is saved.` })
              void navigate({ to: '/' })
            },
          },
        )
      }
    />
  )
}
