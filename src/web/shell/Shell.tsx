import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useLiveConnection } from '../live/use-live-connection.ts'
import { useLiveUpdates } from '../live/use-live-updates.ts'
import { Navigation } from './Navigation.tsx'
import { SandboxBanner } from './SandboxBanner.tsx'
import classes from './Shell.module.css'
import { ShellTools } from './ShellTools.tsx'
import { ShortcutsDialog } from './ShortcutsDialog.tsx'
import { useShortcuts } from './use-shortcuts.ts'
import { Wordmark } from './Wordmark.tsx'

/** What surrounds every page: navigation, connection state, the sandbox's notice, shortcuts. */
export function Shell({ children }: { children: ReactNode }) {
  const [isHelpOpen, help] = useDisclosure(false)
  useLiveConnection()
  useLiveUpdates()
  useShortcuts(help.open)
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.bar}>
        <Wordmark />
        <Navigation />
        <ShellTools openHelp={help.open} />
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        <SandboxBanner />
        {children}
      </main>
      <ShortcutsDialog isOpen={isHelpOpen} close={help.close} />
    </div>
  )
}
