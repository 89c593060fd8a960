import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { errorSentence } from '../api/api-error.ts'
import classes from './ErrorNotice.module.css'

export interface ErrorNoticeProps {
  /** What could not be done. */
  title: string
  error: Error
  retry?: () => void
}

export function ErrorNotice({ title, error, retry }: ErrorNoticeProps) {
  return (
    <div className={classes.notice} role="alert">
      <IconAlertTriangle size={20} stroke={1.75} aria-hidden className={classes.icon ?? ''} />
      <div className={classes.words}>
        <strong>{title}</strong>
        <div>{errorSentence(error)}</div>
      </div>
      {retry !== undefined && (
        <Button variant="default" size="xs" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}
