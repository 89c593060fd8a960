import { Button, Group } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { errorSentence } from '../api/api-error.ts'
import { CenteredCard } from '../components/CenteredCard.tsx'

/** A fault in the page itself; everything else stays usable. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <CenteredCard title="This page failed">
      <p role="alert">{errorSentence(error)}</p>
      <p>
        Nothing is lost: what Magpie collects is stored whether or not this page works. If Magpie
        was just upgraded, reloading gets the new page.
      </p>
      <Group justify="center">
        <Button onClick={() => window.location.reload()}>Reload</Button>
        <Button variant="default" onClick={reset}>
          Try again
        </Button>
      </Group>
    </CenteredCard>
  )
}
