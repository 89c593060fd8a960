import { Button, Skeleton } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useStreams } from '../api/use-streams.ts'
import { EmptyNotice } from '../components/EmptyNotice.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LoadingNote } from '../components/LoadingNote.tsx'
import { Page } from '../components/Page.tsx'
import { StreamCard } from '../components/StreamCard.tsx'
import { UsageMeter } from '../components/UsageMeter.tsx'

export function StreamsPage() {
  const streams = useStreams({ watchCounters: true })
  return (
    <Page
      title="Streams"
      intro="The connections Magpie holds open for you."
      actions={<ConnectXButton />}
    >
      {streams.error !== null && (
        <ErrorNotice
          title={
            streams.data === undefined
              ? 'The streams could not be read'
              : 'The streams could not be refreshed; what is shown may be old'
          }
          error={streams.error}
          retry={() => void streams.refetch()}
        />
      )}
      {streams.data === undefined && streams.error === null && (
        <>
          <LoadingNote>Loading streams</LoadingNote>
          <Skeleton height={330} radius="md" />
        </>
      )}
      {streams.data?.length === 0 && (
        <EmptyNotice icon={<IconPlugConnected size={26} stroke={1.75} />} title="No stream yet">
          <p>Keywords are watched on streams. Connect X with a bearer token to begin.</p>
          <ConnectXButton />
        </EmptyNotice>
      )}
      <UsageMeter />
      {streams.data?.map((stream) => (
        <StreamCard key={stream.id} stream={stream} />
      ))}
    </Page>
  )
}

function ConnectXButton() {
  const navigate = useNavigate()
  return <Button onClick={() => void navigate({ to: '/streams/connect' })}>Connect X</Button>
}
