import { Anchor, Button, Collapse, Group, PasswordInput, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { ApiError } from '../api/api-error.ts'
import { useConnectX } from '../api/use-streams.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'
import { Panel } from '../components/Panel.tsx'
import classes from './ConnectXPage.module.css'

export function ConnectXPage() {
  const navigate = useNavigate()
  const connect = useConnectX()
  const [name, setName] = useState('X')
  const [token, setToken] = useState('')
  const [apiUrl, setApiUrl] = useState('')
  const [isAdvancedOpen, advanced] = useDisclosure(false)
  const refusal = connect.error instanceof ApiError ? connect.error : null
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    connect.mutate(
      { name: name.trim(), token: token.trim(), apiUrl: apiUrl.trim() },
      {
        onSuccess: (stream) => {
          notifications.show({ message: `“${stream.name}” is connecting.` })
          void navigate({ to: '/streams' })
        },
      },
    )
  }
  return (
    <Page
      title="Connect X"
      intro="Watch the real X with the bearer token of your own app."
      focus="field"
    >
      <div className={classes.columns}>
        <Panel>
          <form onSubmit={submit} className={classes.form}>
            <PasswordInput
              label="Bearer token"
              description="The app-only token from X’s developer console. It is sealed on disk and never shown again."
              autoComplete="off"
              data-autofocus
              required
              withAsterisk={false}
              error={refusal?.code === 'stream.invalid-token' ? refusal.message : null}
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
            />
            <TextInput
              label="Name"
              description="How the stream is called on these pages."
              required
              withAsterisk={false}
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <div>
              <Anchor
                component="button"
                type="button"
                size="sm"
                aria-expanded={isAdvancedOpen}
                onClick={advanced.toggle}
              >
                {isAdvancedOpen ? 'Less' : 'Another API address'}
              </Anchor>
              <Collapse expanded={isAdvancedOpen}>
                <TextInput
                  mt="sm"
                  label="API address"
                  description="Any host that speaks the X API v2. Left empty: X itself."
                  placeholder="https://api.x.com"
                  inputMode="url"
                  autoComplete="off"
                  error={refusal?.code === 'stream.invalid-api-url' ? refusal.message : null}
                  value={apiUrl}
                  onChange={(event) => setApiUrl(event.currentTarget.value)}
                />
              </Collapse>
            </div>
            {connect.error !== null && (
              <ErrorNotice title="It was not connected" error={connect.error} />
            )}
            <Group gap="sm">
              <Button
                type="submit"
                loading={connect.isPending}
                disabled={token.trim() === '' || name.trim() === ''}
              >
                Connect
              </Button>
              <Button variant="default" onClick={() => void navigate({ to: '/streams' })}>
                Cancel
              </Button>
            </Group>
          </form>
        </Panel>
        <TokenHelp />
      </div>
    </Page>
  )
}

function TokenHelp() {
  return (
    <Panel title="Where the token comes from">
      <ol className={classes.steps}>
        <li>Sign in to X’s developer console and open your project’s app, or make one.</li>
        <li>Under “Keys and tokens”, generate the bearer token and copy it.</li>
        <li>Paste it here. Every active keyword becomes a rule on X within seconds.</li>
      </ol>
      <p className={classes.note}>
        X bills per post that is delivered. A broad keyword can be expensive: try it in the sandbox
        first, and look at the preview before you save.
      </p>
    </Panel>
  )
}
