import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'
import type { WirePost } from '../../domain/wire.ts'
import { formatCount } from '../text/format-number.ts'
import { formatDuration, formatFull } from '../text/format-time.ts'
import { languageName } from '../text/language-name.ts'
import { shortenAddress } from '../text/post-segments.ts'
import classes from './PostFacts.module.css'

const REFERENCES = {
  reposted: 'Repost of',
  quoted: 'Quotes',
  replied_to: 'Reply to',
} as const

/** All that is known of a post besides its text. */
export function PostFacts({ post }: { post: WirePost }) {
  const createdMs = Date.parse(post.createdAt)
  const receivedMs = Date.parse(post.receivedAt)
  return (
    <dl className={classes.facts}>
      <Fact name="Written">{formatFull(createdMs)}</Fact>
      <Fact name="Received">
        {formatDuration(Math.max(0, receivedMs - createdMs))} later
        {post.recovered && ', by healing a gap'}
      </Fact>
      <Fact name="Network id">
        <code>{post.id}</code>
      </Fact>
      <Fact name="Account id">
        <code>{post.author.id}</code>
      </Fact>
      {post.lang !== null && <Fact name="Language">{languageName(post.lang)}</Fact>}
      {post.refs.map(({ type, id }) => (
        <Fact key={`${type}:${id}`} name={REFERENCES[type]}>
          <Link to="/posts/$network/$id" params={{ network: post.network, id }}>
            {id}
          </Link>
        </Fact>
      ))}
      {post.urls.length > 0 && (
        <Fact name="Links">
          {post.urls.map((url) => (
            <a key={url} href={url} target="_blank" rel="noopener noreferrer nofollow">
              {shortenAddress(url)}
            </a>
          ))}
        </Fact>
      )}
      {Object.entries(post.metrics).map(([name, count]) => (
        <Fact key={name} name={`${name} when received`}>
          {formatCount(count)}
        </Fact>
      ))}
      {post.edited !== null && (
        <Fact name="Versions">
          {post.edited.history.map((id) => (
            <Fragment key={id}>
              <code>{id}</code>
            </Fragment>
          ))}
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
