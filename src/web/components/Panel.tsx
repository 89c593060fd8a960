import type { ReactNode } from 'react'
import classes from './Panel.module.css'

export interface PanelProps {
  title?: string
  /** Beside the title. */
  aside?: ReactNode
  children: ReactNode
}

/** A surface with a title: what most of a page is made of. */
export function Panel({ title, aside, children }: PanelProps) {
  return (
    <section className={classes.panel} aria-label={title}>
      {(title !== undefined || aside !== undefined) && (
        <div className={classes.head}>
          {title !== undefined && <h2 className={classes.title}>{title}</h2>}
          {aside}
        </div>
      )}
      {children}
    </section>
  )
}
