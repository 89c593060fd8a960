import { Link } from '@tanstack/react-router'
import { IconExternalLink } from '@tabler/icons-react'
import { memo } from 'react'
import type { WirePost } from '../../domain/wire.ts'
import type { KeywordIndex } from '../api/use-keyword-index.ts'
import { networkName } from '../text/stream-words.ts'
import { AuthorAvatar } from './AuthorAvatar.tsx'
import { MediaPlaceholders } from './MediaPlaceholders.tsx'
import classes from './PostCard.module.css'
import { PostNotes } from './PostNotes.tsx'
import { PostText } from './PostText.tsx'
import { RelativeTime } from './RelativeTime.tsx'

export interface PostCardProps {
  post: WirePost
  keywords: KeywordIndex
  /** Highlighted besides the terms of the post's own keywords. */
  extraTerms?: readonly string[]
}

/** Memoised: in a list that moves several times a second only new cards are drawn. */
export const PostCard = memo(function PostCard({ post, keywords, extraTerms }: PostCardProps) {
  const matched = post.keywords.flatMap((id) => {
    const keyword = keywords[id]
    return keyword === undefined ? [] : [{ id, ...keyword }]
  })
  const terms = [...(extraTerms ?? []), ...matched.flatMap((keyword) => keyword.terms)]
  return (
    <div className={classes.card}>
      <AuthorAvatar author={post.author} />
      <div className={classes.body}>
        <div className={classes.head}>
          <AuthorName post={post} />
          <Link
            to="/posts/$network/$id"
            params={{ network: post.network, id: post.id }}
            className={classes.time ?? ''}
          >
            <RelativeTime at={post.createdAt} />
          </Link>
          <PostNotes post={post} />
        </div>
        <PostText post={post} terms={terms} />
        <MediaPlaceholders media={post.media} />
        <div className={classes.foot}>
          <ul className={classes.keywords} aria-label="Matched keywords">
            {matched.map(({ id, name }) => (
              <li key={id}>
                <Link to="/live" search={{ keyword: [id] }} className={classes.keyword ?? ''}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
          <a href={post.url} target="_blank" rel="noopener noreferrer" className={classes.open}>
            Open on {networkName(post.network)}
            <IconExternalLink size={14} stroke={1.75} aria-hidden />
          </a>
        </div>
      </div>
    </div>
  )
})

function AuthorName({ post: { author } }: { post: WirePost }) {
  const handle = author.handle === null ? null : `@${author.handle}`
  const shown = (
    <>
      <bdi className={classes.name}>{author.name ?? handle ?? `Account ${author.id}`}</bdi>
      {author.name !== null && handle !== null && <span className={classes.handle}>{handle}</span>}
    </>
  )
  return author.handle === null ? (
    <span className={classes.author}>{shown}</span>
  ) : (
    <Link to="/posts" search={{ author: author.handle }} className={classes.author ?? ''}>
      {shown}
    </Link>
  )
}
