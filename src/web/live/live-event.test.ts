import { expect, test } from 'vitest'
import { decodeLiveEvent } from './live-event.ts'
import { postWith } from './test-post.ts'

test('a post is decoded', () => {
  const post = postWith(3)
  expect(decodeLiveEvent('post', JSON.stringify(post))).toEqual({ kind: 'post', post })
})

test('a stream is decoded', () => {
  expect(decodeLiveEvent('stream', '{"id":"s","state":"live"}')).toMatchObject({
    kind: 'stream',
    stream: { id: 's' },
  })
})

test('gap and reset need no data', () => {
  expect(decodeLiveEvent('gap', '')).toEqual({ kind: 'gap' })
  expect(decodeLiveEvent('reset', 'anything')).toEqual({ kind: 'reset' })
})

test.each(['', 'null', '[]', '7', '{"seq":"1"}', '{"seq":1', '{}'])(
  'what is no post is passed over: %s',
  (data) => {
    expect(decodeLiveEvent('post', data)).toEqual({ kind: 'unreadable', event: 'post' })
  },
)
