import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useCreateKeyword } from '../api/use-keywords.ts'
import { KeywordForm } from '../components/KeywordForm.tsx'
import { Page } from '../components/Page.tsx'
import { keywordName } from '../text/delivery-words.ts'

const EMPTY_DRAFT = { query: '', label: null }

export function AddKeywordPage() {
  const navigate = useNavigate()
  const create = useCreateKeyword()
  return (
    <Page title="Add keyword" intro="Posts are collected from the moment you save." focus="field">
      <KeywordForm
        initial={EMPTY_DRAFT}
        isSaving={create.isPending}
        error={create.error}
        cancel={() => void navigate({ to: '/' })}
        save={(draft) =>
          create.mutate(draft, {
            onSuccess: (keyword) => {
              notifications.show({ message: `“${keywordName(keyword)}” is being tracked.` })
              void navigate({ to: '/' })
            },
          })
        }
      />
    </Page>
  )
}
