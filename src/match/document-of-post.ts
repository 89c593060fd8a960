/** A post, as a source decodes it, made into what rules are matched against. Pure. */
import type { Post, PostRef } from '../domain/post.ts'
import { extractCashtags } from './extract-entities.ts'
import type { MatchDocument } from './rule.ts'

/**
 * `quotedText` is the quoted post's text where the network delivered it. What a post does not carry (whom it answers,
 * whose post it reposts, its conversation and place) is null: operators that ask for it stay undecided.
 */
export function documentOfPost(post: Post, quotedText: string | null = null): MatchDocument {
  const repostedId = idOf(post, 'reposted')
  return {
    text: post.text,
    quotedText,
    urls: post.urls,
    hashtags: post.hashtags,
    mentions: post.mentions,
    cashtags: extractCashtags(post.text).map((cashtag) => cashtag.value),
    author: { id: post.author.id, handle: post.author.handle },
    replyTo: null,
    repostOf: repostedId === null ? null : { id: null, handle: null, postId: repostedId },
    replyToPostId: idOf(post, 'replied_to'),
    quoteOfPostId: idOf(post, 'quoted'),
    conversationId: null,
    lang: post.lang,
    kind: post.kind,
    mediaTypes: post.media.map((media) => media.type),
    hasGeo: null,
  }
}

function idOf(post: Post, type: PostRef['type']): string | null {
  return post.refs.find((ref) => ref.type === type)?.id ?? null
}
