/**
 * What a rule is matched against: the same picture of a post that a reader of the stream arrives
 * at.
 */
import type { MatchDocument } from '../../match/rule.ts'
import { quoteOf, replyOf, repostOf, wordsOf, type PostContent } from './post-content.ts'
import { plainText, type Segment } from './rich-text.ts'

export function documentOfContent(content: PostContent): MatchDocument {
  const words = wordsOf(content)
  const { segments } = words
  const repost = repostOf(content)
  // A repost of a quote reads as its original does: with the words quoted there.
  const quote = quoteOf(words)
  const reply = replyOf(content)
  return {
    text: plainText(segments),
    quotedText: quote?.post ? plainText(quote.post.segments) : null,
    urls: segments.flatMap((segment) => (segment.kind === 'url' ? [segment.link.expandedUrl] : [])),
    hashtags: tagsOf(segments, 'hashtag'),
    cashtags: tagsOf(segments, 'cashtag'),
    mentions: segments.flatMap((segment) =>
      segment.kind === 'mention' ? [segment.user.username] : [],
    ),
    author: { id: content.author.id, handle: content.author.username },
    replyTo: content.inReplyTo && {
      id: content.inReplyTo.id,
      handle: content.inReplyTo.username,
    },
    repostOf: repost && {
      id: repost.post?.author.id ?? null,
      handle: repost.post?.author.username ?? null,
      postId: repost.id,
    },
    replyToPostId: reply?.id ?? null,
    quoteOfPostId: quote?.id ?? null,
    conversationId: content.conversationId,
    lang: content.lang,
    kind: repost ? 'repost' : quoteOf(content) ? 'quote' : reply ? 'reply' : 'post',
    mediaTypes: words.media.map((medium) => medium.type),
    hasGeo: content.place !== null,
  }
}

function tagsOf(segments: readonly Segment[], kind: 'hashtag' | 'cashtag'): string[] {
  return segments.flatMap((segment) => (segment.kind === kind ? [segment.tag] : []))
}
