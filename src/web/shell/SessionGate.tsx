import { Loader, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { isNotFound } from '../api/api-error.ts'
import { useSession } from '../api/use-session.ts'
import { LoginPage } from '../pages/LoginPage.tsx'
import classes from './SessionGate.module.css'
import { UnreachablePage } from './UnreachablePage.tsx'

/** Nothing of the application is mounted before it is known that this browser may see it. The address stays as it is. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useSession()
  if (session.data !== undefined) {
    return session.data.required && !session.data.authenticated ? <LoginPage /> : children
  }
  if (session.error !== null && !isNotFound(session.error)) {
    return <UnreachablePage error={session.error} retry={() => void session.refetch()} />
  }
  return (
    <output className={classes.splash}>
      <Loader size="sm" aria-hidden />
      <VisuallyHidden>Loading Magpie</VisuallyHidden>
    </output>
  )
}
