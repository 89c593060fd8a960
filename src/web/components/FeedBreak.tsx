import { IconUnlink } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { formatDayAndClock } from '../text/format-time.ts'
import classes from './FeedBreak.module.css'

/** Stands where this page was cut off for too long to catch up: the posts are stored, but not listed here. */
export function FeedBreak({ fromMs, toMs }: { fromMs: number; toMs: number }) {
  return (
    <div className={classes.break}>
      <IconUnlink size={18} stroke={1.75} aria-hidden />
      <span>
        Posts between {formatDayAndClock(fromMs)} and {formatDayAndClock(toMs)} are not listed here:
        this page was cut off. Nothing is lost,{' '}
        <Link
          to="/posts"
          search={{ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }}
        >
          see them in Posts
        </Link>
        .
      </span>
    </div>
  )
}
