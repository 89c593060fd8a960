import { Button } from '@mantine/core'
import { errorSentence } from '../api/api-error.ts'
import { CenteredCard } from '../components/CenteredCard.tsx'

export function UnreachablePage({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <CenteredCard title="Magpie does not answer">
      <p role="alert">{errorSentence(error)}</p>
      <p>
        Start it with <code>npm start</code> on the machine it runs on. This page tries again by
        itself every few seconds.
      </p>
      <Button onClick={retry}>Try now</Button>
    </CenteredCard>
  )
}
