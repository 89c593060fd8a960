import { Button, Checkbox, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { WireKeyword } from '../../domain/wire.ts'
import { useDeleteKeyword } from '../api/use-keywords.ts'
import { keywordName } from '../text/delivery-words.ts'
import { formatQuantity } from '../text/format-number.ts'
import { Dialog } from './Dialog.tsx'
import { ErrorNotice } from './ErrorNotice.tsx'

export interface DeleteKeywordDialogProps {
  /** Null = closed. */
  keyword: WireKeyword | null
  close: () => void
}

export function DeleteKeywordDialog({ keyword, close }: DeleteKeywordDialogProps) {
  return (
    <Dialog title="Delete this keyword?" isOpen={keyword !== null} close={close}>
      {keyword !== null && <DeleteForm keyword={keyword} close={close} />}
    </Dialog>
  )
}

function DeleteForm({ keyword, close }: { keyword: WireKeyword; close: () => void }) {
  const [isPurge, setPurge] = useState(false)
  const remove = useDeleteKeyword()
  const name = keywordName(keyword)
  const confirm = (): void =>
    remove.mutate(
      { id: keyword.id, isPurge },
      {
        onSuccess: () => {
          notifications.show({ message: `“${name}” is no longer tracked.` })
          close()
        },
      },
    )
  return (
    <>
      <p style={{ marginTop: 0, overflowWrap: 'anywhere' }}>
        Tracking of <strong>{name}</strong> stops.{' '}
        {keyword.postCount === 0
          ? 'It has no stored posts.'
          : `Its ${formatQuantity(keyword.postCount, 'stored post')} stay unless you say otherwise.`}
      </p>
      {keyword.postCount > 0 && (
        <Checkbox
          checked={isPurge}
          onChange={(event) => setPurge(event.currentTarget.checked)}
          label="Also remove its posts"
          description="Those that no other keyword matched. This cannot be undone."
        />
      )}
      {remove.error !== null && (
        <div style={{ marginTop: 16 }}>
          <ErrorNotice title="It could not be deleted" error={remove.error} />
        </div>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close} data-autofocus>
          Cancel
        </Button>
        <Button color="red" loading={remove.isPending} onClick={confirm}>
          Delete
        </Button>
      </Group>
    </>
  )
}
