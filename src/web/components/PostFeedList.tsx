import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { KeywordIndex } from '../api/use-keyword-index.ts'
import type { FeedItem } from '../live/post-feed.ts'
import { FeedBreak } from './FeedBreak.tsx'
import { PostCard } from './PostCard.tsx'
import classes from './PostFeedList.module.css'

export interface PostFeedListProps {
  label: string
  items: readonly FeedItem[]
  keywords: KeywordIndex
  /** Highlighted in every post. */
  extraTerms?: readonly string[]
}

/** Cards are of different height; this is only the first guess, measured as soon as they are drawn. */
const ESTIMATED_HEIGHT_PX = 142
const OVERSCAN = 5

/** Posts, newest on top, as part of the page's own scrolling; only what is on the screen exists. */
export function PostFeedList({ label, items, keywords, extraTerms }: PostFeedListProps) {
  const list = useRef<HTMLDivElement>(null)
  const scrollMargin = useDistanceFromTop(list)
  // oxlint-disable-next-line react/incompatible-library -- its functions must not be memoised, and are not here
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ESTIMATED_HEIGHT_PX,
    // A new function with new items: otherwise a list that keeps its length would keep its old heights.
    getItemKey: useCallback((index: number) => items[index]?.key ?? index, [items]),
    overscan: OVERSCAN,
    scrollMargin,
  })
  return (
    <div ref={list} role="feed" aria-label={label} className={classes.feed}>
      <div className={classes.space} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((row) => {
          const item = items[row.index]
          if (item === undefined) return null
          return (
            <article
              key={row.key}
              ref={virtualizer.measureElement}
              data-index={row.index}
              aria-posinset={row.index + 1}
              aria-setsize={items.length}
              className={classes.row}
              style={{ transform: `translateY(${row.start - scrollMargin}px)` }}
            >
              {item.kind === 'post' ? (
                <PostCard
                  post={item.post}
                  keywords={keywords}
                  {...(extraTerms === undefined ? {} : { extraTerms })}
                />
              ) : (
                <FeedBreak fromMs={item.fromMs} toMs={item.toMs} />
              )}
            </article>
          )
        })}
      </div>
    </div>
  )
}

/** How far below the top of the document the list begins; notices above it come and go. */
function useDistanceFromTop(list: React.RefObject<HTMLDivElement | null>): number {
  const [distance, setDistance] = useState(0)
  useLayoutEffect(() => {
    const measure = (): void => {
      const element = list.current
      if (element !== null) setDistance(element.getBoundingClientRect().top + window.scrollY)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [list])
  return distance
}
