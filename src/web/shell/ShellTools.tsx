import { ActionIcon, Tooltip } from '@mantine/core'
import { IconKeyboard, IconLogout } from '@tabler/icons-react'
import { useSession, useSignOut } from '../api/use-session.ts'
import { ColorSchemeButton } from './ColorSchemeButton.tsx'
import { ConnectionState } from './ConnectionState.tsx'
import classes from './ShellTools.module.css'

export function ShellTools({ openHelp }: { openHelp: () => void }) {
  const session = useSession()
  const signOut = useSignOut()
  return (
    <div className={classes.tools}>
      <ConnectionState />
      <div className={classes.buttons}>
        <ColorSchemeButton />
        <Tooltip label="Keyboard shortcuts (?)">
          <ActionIcon
            aria-label="Keyboard shortcuts"
            onClick={openHelp}
            className={classes.keyboard ?? ''}
          >
            <IconKeyboard size={20} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
        {session.data?.required && (
          <Tooltip label="Sign out">
            <ActionIcon
              aria-label="Sign out"
              loading={signOut.isPending}
              onClick={() => signOut.mutate()}
            >
              <IconLogout size={20} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </div>
  )
}
