import type { ReactNode } from 'react'
import { Wordmark } from '../shell/Wordmark.tsx'
import classes from './CenteredCard.module.css'

/** A page that is one message: sign-in, unreachable, failed. */
export function CenteredCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Wordmark />
        <h1 className={classes.title}>{title}</h1>
        {children}
      </div>
    </main>
  )
}
