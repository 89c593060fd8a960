import { useEffect } from 'react'
import type { KeywordIndex } from '../api/use-keyword-index.ts'
import type { Hold } from '../live/use-hold.ts'
import { useLiveFeed } from '../live/use-live-feed.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import { FeedSkeleton } from './FeedSkeleton.tsx'
import { LiveEmpty } from './LiveEmpty.tsx'
import { NewPostsButton } from './NewPostsButton.tsx'
import { PostFeedList } from './PostFeedList.tsx'

export interface LiveFeedProps {
  /** Ids of keywords; none = all. Give the component a key of them. */
  selected: readonly string[]
  keywords: KeywordIndex
  hold: Hold
}

/** The list itself: fills by itself, stands still while it is read. */
export function LiveFeed({ selected, keywords, hold: { reasons, setReason } }: LiveFeedProps) {
  const { feed, dispatch, error, retry } = useLiveFeed(selected)
  const isHeld = reasons.size > 0
  useEffect(() => dispatch({ type: isHeld ? 'held' : 'released' }), [dispatch, isHeld])
  const showNew = (): void => {
    window.scrollTo({ top: 0 })
    // Not before the list has heard of the scrolling: it would keep what is on the screen where it is.
    requestAnimationFrame(() => dispatch({ type: 'shown' }))
  }
  return (
    <>
      {error !== null && (
        <ErrorNotice title="The stored posts could not be read" error={error} retry={retry} />
      )}
      {!feed.isSeeded && error === null && <FeedSkeleton />}
      {feed.isSeeded && feed.items.length === 0 && <LiveEmpty selected={selected} />}
      <NewPostsButton count={feed.heldCount} reasons={reasons} show={showNew} />
      {feed.items.length > 0 && (
        <div
          onPointerEnter={(event) => setReason('pointer', event.pointerType === 'mouse')}
          onPointerLeave={() => setReason('pointer', false)}
          onFocus={(event) => setReason('focus', event.target.matches(':focus-visible'))}
          onBlur={() => setReason('focus', false)}
        >
          <PostFeedList label="Live posts" items={feed.items} keywords={keywords} />
        </div>
      )}
    </>
  )
}
