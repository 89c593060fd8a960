import { useThrottledValue } from '@mantine/hooks'
import { IconArrowUp } from '@tabler/icons-react'
import type { HoldReason } from '../live/use-hold.ts'
import { formatQuantity } from '../text/format-number.ts'
import classes from './NewPostsButton.module.css'

export interface NewPostsButtonProps {
  count: number
  reasons: ReadonlySet<HoldReason>
  show: () => void
}

/** A screen reader is told how many wait, but not of each. */
const ANNOUNCE_MS = 10_000

/** Floats over the list and takes no room of its own, so that nothing jumps when it comes. */
export function NewPostsButton({ count, reasons, show }: NewPostsButtonProps) {
  const announced = useThrottledValue(count, ANNOUNCE_MS)
  return (
    <div className={classes.anchor}>
      <output className={classes.hidden}>
        {announced > 0 ? `${formatQuantity(announced, 'new post')} waiting` : ''}
      </output>
      {count > 0 && (
        <button type="button" className={classes.button} onClick={show}>
          <IconArrowUp size={16} stroke={2.25} aria-hidden />
          {count === 1 ? '1 new post' : formatQuantity(count, 'new post')}
          <span className={classes.why}>{describeHold(reasons)}</span>
        </button>
      )}
    </div>
  )
}

function describeHold(reasons: ReadonlySet<HoldReason>): string {
  if (reasons.has('button')) return 'paused'
  return reasons.has('scroll') ? '' : 'held while you read'
}
