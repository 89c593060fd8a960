import { Button } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useKeywordIndex } from '../api/use-keyword-index.ts'
import { usePostSearch } from '../api/use-posts.ts'
import { EmptyNotice } from '../components/EmptyNotice.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { FeedSkeleton } from '../components/FeedSkeleton.tsx'
import { Page } from '../components/Page.tsx'
import { PostFeedList } from '../components/PostFeedList.tsx'
import { PostSearchForm } from '../components/PostSearchForm.tsx'
import { serverNowMs } from '../api/server-clock.ts'
import type { FeedItem } from '../live/post-feed.ts'
import { postsParameters } from '../search-params.ts'
import { listSearchTerms } from '../text/search-terms.ts'
import classes from './PostsPage.module.css'

const route = getRouteApi('/posts')

export function PostsPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const keywords = useKeywordIndex()
  // "Last hour" is counted from when it was asked for, so that the pages of one search fit together.
  const parameters = useMemo(() => postsParameters(search, serverNowMs()), [search])
  const posts = usePostSearch(parameters)
  const terms = useMemo(() => listSearchTerms(search.q ?? ''), [search.q])
  const items = useMemo(
    () =>
      posts.data?.pages.flatMap((page) =>
        page.data.map((post): FeedItem => {
          const key = `${post.network}:${post.id}`
          return { kind: 'post', key, seq: post.seq, post }
        }),
      ) ?? [],
    [posts.data],
  )
  const isFiltered = Object.keys(search).length > 0
  return (
    <Page title="Posts" intro="Everything stored, newest first.">
      <div className={classes.columns}>
        <PostSearchForm
          key={JSON.stringify(search)}
          search={search}
          keywords={keywords}
          onSearch={(next) => void navigate({ to: '/posts', search: next })}
        />
        <div className={classes.results}>
          {posts.error !== null && (
            <ErrorNotice
              title="The posts could not be read"
              error={posts.error}
              retry={() => void posts.refetch()}
            />
          )}
          {posts.isPending && posts.error === null && <FeedSkeleton />}
          {posts.isSuccess && items.length === 0 && <NothingFound isFiltered={isFiltered} />}
          {items.length > 0 && (
            <>
              <PostFeedList
                label="Posts found"
                items={items}
                keywords={keywords}
                extraTerms={terms}
              />
              <div className={classes.more}>
                {posts.hasNextPage ? (
                  <Button
                    variant="default"
                    loading={posts.isFetchingNextPage}
                    onClick={() => void posts.fetchNextPage()}
                  >
                    Load older posts
                  </Button>
                ) : (
                  <span>That is all of it.</span>
                )}
              </div>
            </>
          )}
        </div>
      </div>
    </Page>
  )
}

function NothingFound({ isFiltered }: { isFiltered: boolean }) {
  return (
    <EmptyNotice
      icon={<IconMessages size={26} stroke={1.75} />}
      title={isFiltered ? 'Nothing stored fits this search' : 'Nothing is stored yet'}
    >
      <p>
        {isFiltered
          ? 'Try fewer filters, a longer time, or other words. Only what your keywords matched is stored.'
          : 'Posts appear here as soon as the first one matches a keyword.'}
      </p>
    </EmptyNotice>
  )
}
