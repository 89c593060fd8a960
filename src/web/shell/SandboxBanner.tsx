import { CloseButton } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { IconFlask } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { useStreams } from '../api/use-streams.ts'
import classes from './SandboxBanner.module.css'

/** Nobody may take simulated posts for real ones. Can be put away for this visit, but not on the Streams page. */
export function SandboxBanner() {
  const { data: streams } = useStreams()
  const pathname = useLocation({ select: (location) => location.pathname })
  const [isDismissed, setDismissed] = useSessionStorage({
    key: 'magpie-sandbox-notice-dismissed',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const isPinned = pathname === '/streams'
  const sandboxes = streams?.filter((stream) => stream.sandbox) ?? []
  if (sandboxes.length === 0 || (isDismissed && !isPinned)) return null
  const isAllSimulated = sandboxes.length === streams?.length
  return (
    <aside className={classes.banner} aria-label="Simulated posts">
      <IconFlask size={20} stroke={1.75} aria-hidden className={classes.icon ?? ''} />
      <p className={classes.text}>
        <strong>{isAllSimulated ? 'Simulated posts.' : 'Some posts are simulated.'}</strong> They
        come from Magpie’s built-in sandbox, not from X.{' '}
        <Link to="/streams/connect">Connect X</Link> to watch the real thing.
      </p>
      {!isPinned && (
        <CloseButton
          aria-label="Hide this notice for this visit"
          className={classes.close ?? ''}
          onClick={() => setDismissed(true)}
        />
      )}
    </aside>
  )
}
