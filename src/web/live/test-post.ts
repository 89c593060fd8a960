/** A post for tests of this folder. */
import type { WirePost } from '../../domain/wire.ts'

export function postWith(seq: number, fields: Partial<WirePost> = {}): WirePost {
  return {
    seq,
    network: 'x',
    id: String(1_000 + seq),
    url: `https://x.com/i/web/status/${1_000 + seq}`,
    author: { id: 'a', handle: 'mara', name: 'Mara' },
    text: `post ${seq}`,
    lang: 'en',
    kind: 'post',
    createdAt: new Date(Date.UTC(2026, 10, 23) + seq * 1_000).toISOString(),
    receivedAt: new Date(Date.UTC(2026, 10, 23) + seq * 1_000 + 500).toISOString(),
    hashtags: [],
    mentions: [],
    urls: [],
    media: [],
    refs: [],
    metrics: {},
    keywords: ['k1'],
    recovered: false,
    edited: null,
    withheld: null,
    deletedAt: null,
    ...fields,
  }
}
