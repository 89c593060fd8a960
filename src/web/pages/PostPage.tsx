import { Skeleton } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import type { WirePost } from '../../domain/wire.ts'
import { isNotFound } from '../api/api-error.ts'
import { useKeywordIndex } from '../api/use-keyword-index.ts'
import { usePost } from '../api/use-posts.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'
import { Panel } from '../components/Panel.tsx'
import { PostCard } from '../components/PostCard.tsx'
import { PostFacts } from '../components/PostFacts.tsx'
import { RawPayload } from '../components/RawPayload.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import classes from './PostPage.module.css'

const route = getRouteApi('/posts/$network/$id')

export function PostPage() {
  const { network, id } = route.useParams()
  const post = usePost(network, id)
  if (post.error !== null && isNotFound(post.error)) return <NotFoundPage />
  return (
    <Page title={post.data === undefined ? 'Post' : describeTitle(post.data)}>
      {post.error !== null && (
        <ErrorNotice
          title="The post could not be read"
          error={post.error}
          retry={() => void post.refetch()}
        />
      )}
      {post.isPending && post.error === null && <Skeleton height={320} radius="md" />}
      {post.data !== undefined && <PostDetails post={post.data} />}
    </Page>
  )
}

function PostDetails({ post }: { post: WirePost }) {
  const keywords = useKeywordIndex()
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <div className={classes.card}>
          <PostCard post={post} keywords={keywords} />
        </div>
        <RawPayload raw={post.raw ?? null} />
      </div>
      <Panel title="Details">
        <PostFacts post={post} />
      </Panel>
    </div>
  )
}

function describeTitle({ author }: WirePost): string {
  return `Post by ${author.name ?? (author.handle === null ? author.id : `@${author.handle}`)}`
}
