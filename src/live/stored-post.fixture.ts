import type { KeywordId } from '../domain/ids.ts'
import type { StoredPost } from '../domain/post.ts'

/** For tests: a post as the store returns it. */
export function storedPost(seq: number, keywords: string[] = [], text = `post ${seq}`): StoredPost {
  return {
    seq,
    network: 'x',
    id: String(1_000 + seq),
    url: `https://x.com/i/web/status/${1_000 + seq}`,
    author: { id: '7', handle: 'ada', name: 'Ada' },
    text,
    lang: null,
    kind: 'post',
    createdAtMs: 0,
    receivedAtMs: 0,
    hashtags: [],
    mentions: [],
    urls: [],
    media: [],
    refs: [],
    metrics: {},
    edited: null,
    withheld: null,
    keywords: keywords as readonly string[] as readonly KeywordId[],
    recovered: false,
    deletedAtMs: null,
  }
}
