import { zstdDecompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { BatchBuilder } from './batch-builder.ts'
import { MAX_REJECT_BYTES } from './domain/batch.ts'
import { asKeywordId, asStreamId } from './domain/ids.ts'
import type { Post } from './domain/post.ts'

function postOf(id: string, createdAtMs = 1_000): Post {
  return {
    network: 'x',
    id,
    url: `https://x.com/i/web/status/${id}`,
    author: { id: '1', handle: 'ada', name: 'Ada' },
    text: `post ${id}`,
    lang: 'en',
    kind: 'post',
    createdAtMs,
    hashtags: [],
    mentions: [],
    urls: [],
    media: [],
    refs: [],
    metrics: {},
    edited: null,
    withheld: null,
  }
}

const builderOf = (): BatchBuilder => new BatchBuilder(asStreamId('x'), 7)

describe('batches', () => {
  test('nothing gathered is no batch, and numbers have no holes', () => {
    const builder = builderOf()
    expect(builder.take(0)).toBeNull()
    builder.addHeartbeat(5)
    expect(builder.take(0)?.n).toBe(1)
    expect(builder.take(0)).toBeNull()
    builder.addHeartbeat(6)
    expect(builder.take(0)?.n).toBe(2)
  })

  test('the raw block holds the lines in order, copied from the socket buffer', () => {
    const builder = builderOf()
    const buffer = Buffer.from('{"a":1}')
    builder.addPost(postOf('1'), buffer, [asKeywordId('3')], 1_500)
    buffer.fill('x')
    builder.addPost(postOf('2', 1_200), Buffer.from('{"b":2}'), [], 1_600)
    const batch = builder.take(2)!
    expect(zstdDecompressSync(batch.rawBlock).toString()).toBe('{"a":1}\n{"b":2}\n')
    expect(batch.posts.map(({ rawIndex }) => rawIndex)).toEqual([0, 1])
    expect(batch).toMatchObject({
      streamId: 'x',
      epoch: 7,
      received: 2,
      cursor: '2',
      lagMs: 400,
      coveredUntilMs: 1_600,
      rawLineCount: 2,
    })
  })

  test('a reject keeps its beginning and its true length', () => {
    const builder = builderOf()
    builder.addReject('malformed', Buffer.alloc(MAX_REJECT_BYTES + 10, 'a'), 9)
    const [reject] = builder.take(0)!.rejects
    expect(reject!.raw.length).toBe(MAX_REJECT_BYTES)
    expect(reject!.byteLength).toBe(MAX_REJECT_BYTES + 10)
  })

  test('INV-5 a gap begins at the last byte, also when that byte went out with an earlier batch', () => {
    const builder = builderOf()
    builder.addHeartbeat(40)
    builder.take(0)
    builder.markGap('x.stalled')
    expect(builder.take(0)!.coverage).toEqual([{ atMs: 40, state: 'gap', reason: 'x.stalled' }])
  })

  test('a connection that never gave a byte marks no gap of its own', () => {
    const builder = builderOf()
    builder.markGap('x.network')
    expect(builder.take(0)).toBeNull()
  })

  test('a post that nobody asked for is counted and billed, moves cursor and coverage, and is not kept', () => {
    const builder = builderOf()
    builder.addPost(postOf('1'), Buffer.from('{}'), [asKeywordId('3')], 1_500)
    builder.addUnkept(postOf('2', 1_200), 1_600)
    builder.addExpanded({ posts: ['9'], users: ['7', '7'] }, 1_600)
    const batch = builder.take(2)!
    expect(batch).toMatchObject({ received: 2, cursor: '2', lagMs: 400, coveredUntilMs: 1_600 })
    expect(batch.posts.map(({ post }) => post.id)).toEqual(['1'])
    expect(batch.reads).toEqual({
      atMs: 1_600,
      unkeptPosts: ['2'],
      expandedPosts: ['9'],
      users: ['7'],
    })
    builder.addHeartbeat(1_700)
    expect(builder.take(0)!.reads).toBeUndefined()
  })
})
