import { Skeleton } from '@mantine/core'
import { LoadingNote } from './LoadingNote.tsx'
import classes from './PostFeedList.module.css'

export function FeedSkeleton() {
  return (
    <div className={classes.feed} aria-busy>
      <LoadingNote>Loading posts</LoadingNote>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} style={{ display: 'flex', gap: 12, padding: 16, height: 142 }}>
          <Skeleton height={38} circle />
          <div style={{ flex: 1 }}>
            <Skeleton height={13} width="38%" mb={12} />
            <Skeleton height={13} mb={8} />
            <Skeleton height={13} width="72%" />
          </div>
        </div>
      ))}
    </div>
  )
}
