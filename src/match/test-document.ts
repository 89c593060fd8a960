/** A document for tests: a plain post of which only what matters is said. */
import type { MatchDocument } from './rule.ts'

export function documentWith(parts: Partial<MatchDocument>): MatchDocument {
  return {
    text: '',
    quotedText: null,
    urls: [],
    hashtags: [],
    mentions: [],
    cashtags: [],
    author: { id: '100', handle: 'ann' },
    replyTo: null,
    repostOf: null,
    replyToPostId: null,
    quoteOfPostId: null,
    conversationId: null,
    lang: 'en',
    kind: 'post',
    mediaTypes: [],
    hasGeo: null,
    ...parts,
  }
}
