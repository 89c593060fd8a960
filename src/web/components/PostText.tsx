import { Link } from '@tanstack/react-router'
import type { WirePost } from '../../domain/wire.ts'
import { segmentPostText, type Segment, type TextPiece } from '../text/post-segments.ts'
import classes from './PostText.module.css'

export interface PostTextProps {
  post: WirePost
  /** Highlighted. */
  terms: readonly string[]
}

/** The full text. Hashtags and mentions lead to the posts stored here; links lead outside, to where they really go. */
export function PostText({ post, terms }: PostTextProps) {
  const { text, hashtags, mentions, urls, lang } = post
  const segments = segmentPostText(text, { terms, hashtags, mentions, urls })
  return (
    <p
      className={classes.text}
      dir="auto"
      lang={lang === null || lang === 'und' ? undefined : lang}
    >
      {segments.map((segment, index) => (
        <SegmentView key={index} segment={segment} />
      ))}
    </p>
  )
}

function SegmentView({ segment }: { segment: Segment }) {
  const shown = segment.pieces.map((piece, index) => <Piece key={index} piece={piece} />)
  switch (segment.kind) {
    case 'text':
      return shown
    case 'cashtag':
      return <span className={classes.entity}>{shown}</span>
    case 'hashtag':
      return (
        <Link to="/posts" search={{ q: segment.value }} className={classes.entity ?? ''}>
          {shown}
        </Link>
      )
    case 'mention':
      return (
        <Link to="/posts" search={{ author: segment.value }} className={classes.entity ?? ''}>
          {shown}
        </Link>
      )
    case 'link':
      return (
        <a
          href={segment.address}
          title={segment.address}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className={classes.entity}
        >
          {shown}
        </a>
      )
  }
}

function Piece({ piece }: { piece: TextPiece }) {
  return piece.isMatch ? <mark>{piece.text}</mark> : piece.text
}
