import { Skeleton } from '@mantine/core'
import classes from './KeywordList.module.css'
import { LoadingNote } from './LoadingNote.tsx'

/** As tall as the three sample keywords, so that nothing jumps when they come. */
export function KeywordListSkeleton() {
  return (
    <div className={classes.card} aria-busy>
      <LoadingNote>Loading keywords</LoadingNote>
      <div className={classes.heads} aria-hidden>
        <span>Keyword</span>
        <span>State</span>
        <span>Posts</span>
        <span>Last post</span>
        <span />
      </div>
      {[0, 1, 2].map((row) => (
        <div key={row} style={{ padding: '17px 20px' }}>
          <Skeleton height={16} width="34%" mb={8} />
          <Skeleton height={12} width="52%" />
        </div>
      ))}
    </div>
  )
}
