import type { ReactNode } from 'react'
import classes from './EmptyNotice.module.css'

export interface EmptyNoticeProps {
  icon: ReactNode
  title: string
  /** What it means and what to do. */
  children: ReactNode
}

export function EmptyNotice({ icon, title, children }: EmptyNoticeProps) {
  return (
    <div className={classes.notice}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.body}>{children}</div>
    </div>
  )
}
