import { Button, Group, PasswordInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type FormEvent } from 'react'
import type { WireStream } from '../../domain/wire.ts'
import { useDeleteStream, useUpdateStream } from '../api/use-streams.ts'
import { Dialog } from './Dialog.tsx'
import { ErrorNotice } from './ErrorNotice.tsx'
import classes from './StreamSettingsDialog.module.css'

export interface StreamSettingsDialogProps {
  stream: WireStream
  isOpen: boolean
  close: () => void
}

export function StreamSettingsDialog({ stream, isOpen, close }: StreamSettingsDialogProps) {
  return (
    <Dialog title={`Settings of “${stream.name}”`} isOpen={isOpen} close={close}>
      <SettingsForm stream={stream} close={close} />
    </Dialog>
  )
}

function SettingsForm({ stream, close }: { stream: WireStream; close: () => void }) {
  const [name, setName] = useState(stream.name)
  const [token, setToken] = useState('')
  const update = useUpdateStream()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const change = {
      ...(name.trim() === stream.name ? {} : { name: name.trim() }),
      ...(token === '' ? {} : { token: token.trim() }),
    }
    if (Object.keys(change).length === 0) return close()
    update.mutate(
      { id: stream.id, change },
      {
        onSuccess: () => {
          notifications.show({ message: `“${name.trim()}” is saved.` })
          close()
        },
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {!stream.sandbox && (
        <PasswordInput
          mt="md"
          label="New bearer token"
          description={describeToken(stream)}
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
      )}
      {update.error !== null && (
        <Group mt="md" grow>
          <ErrorNotice title="It was not saved" error={update.error} />
        </Group>
      )}
      <Group justify="space-between" mt="lg">
        <DeleteStream stream={stream} close={close} />
        <Group gap="sm">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={update.isPending} disabled={name.trim() === ''}>
            Save
          </Button>
        </Group>
      </Group>
    </form>
  )
}

/** Asks by a second click on the same place; a stream has to be stopped first. */
function DeleteStream({ stream, close }: { stream: WireStream; close: () => void }) {
  const [isAsking, setAsking] = useState(false)
  const remove = useDeleteStream()
  if (stream.state !== 'stopped')
    return <span className={classes.hint}>Stop it before you delete it.</span>
  const confirm = (): void =>
    remove.mutate(stream.id, {
      onSuccess: () => {
        notifications.show({ message: `“${stream.name}” is deleted. Its posts stay.` })
        close()
      },
    })
  return (
    <div>
      <Button
        variant={isAsking ? 'filled' : 'subtle'}
        color="red"
        loading={remove.isPending}
        onClick={isAsking ? confirm : () => setAsking(true)}
        onBlur={() => setAsking(false)}
      >
        {isAsking ? 'Really delete it' : 'Delete stream'}
      </Button>
      {remove.error !== null && <ErrorNotice title="It was not deleted" error={remove.error} />}
    </div>
  )
}

function describeToken({ token }: WireStream): string {
  if (!token.set) return 'None is set.'
  const which = token.last4 === null ? 'One is set' : `The one set ends in ${token.last4}`
  return `${which}. It can be replaced, but never read back.`
}
