import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconPlayerPlay, IconPlayerStop, IconRefresh, IconSettings } from '@tabler/icons-react'
import type { WireStream } from '../../domain/wire.ts'
import { errorSentence } from '../api/api-error.ts'
import { useStartStream, type useStopStream } from '../api/use-streams.ts'
import classes from './StreamActions.module.css'
import { StreamSettingsDialog } from './StreamSettingsDialog.tsx'

export interface StreamActionsProps {
  stream: WireStream
  /** The card shows its proof. */
  stop: ReturnType<typeof useStopStream>
}

export function StreamActions({ stream, stop }: StreamActionsProps) {
  const start = useStartStream()
  const [isOpen, settings] = useDisclosure(false)
  const begin = (): void => {
    stop.reset()
    start.mutate(stream.id, { onError: notifyFailure(`“${stream.name}” could not be started`) })
  }
  const end = (): void =>
    stop.mutate(stream.id, { onError: notifyFailure(`“${stream.name}” could not be stopped`) })
  return (
    <div className={classes.actions}>
      {stream.desired === 'running' && (
        <>
          {stream.state === 'blocked' && (
            <Button
              variant="default"
              size="sm"
              leftSection={<IconRefresh size={17} stroke={1.75} aria-hidden />}
              loading={start.isPending}
              onClick={begin}
            >
              Try again
            </Button>
          )}
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPlayerStop size={17} stroke={1.75} aria-hidden />}
            loading={stop.isPending}
            onClick={end}
          >
            Stop
          </Button>
        </>
      )}
      {stream.desired === 'stopped' && (
        <Button
          size="sm"
          leftSection={<IconPlayerPlay size={17} stroke={1.75} aria-hidden />}
          loading={start.isPending}
          onClick={begin}
        >
          Start
        </Button>
      )}
      <Button
        variant="default"
        size="sm"
        leftSection={<IconSettings size={17} stroke={1.75} aria-hidden />}
        onClick={settings.open}
      >
        Settings
      </Button>
      <StreamSettingsDialog stream={stream} isOpen={isOpen} close={settings.close} />
    </div>
  )
}

function notifyFailure(title: string): (error: Error) => void {
  return (error) => notifications.show({ color: 'red', title, message: errorSentence(error) })
}
