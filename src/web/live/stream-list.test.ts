import { expect, test } from 'vitest'
import type { WireStream } from '../../domain/wire.ts'
import { mergeStreams } from './stream-list.ts'

const stream = (id: string, state: WireStream['state']): WireStream => ({ id, state }) as WireStream

test('a known stream is replaced where it stands', () => {
  const list = [stream('a', 'live'), stream('b', 'live')]
  expect(mergeStreams(list, [stream('a', 'blocked')])).toEqual([
    stream('a', 'blocked'),
    stream('b', 'live'),
  ])
})

test('a new stream comes last', () => {
  expect(mergeStreams([stream('a', 'live')], [stream('c', 'starting')])?.map((s) => s.id)).toEqual([
    'a',
    'c',
  ])
})

test('of several changes of one stream the last one counts', () => {
  const changes = [stream('a', 'stopping'), stream('a', 'stopped')]
  expect(mergeStreams([stream('a', 'live')], changes)).toEqual([stream('a', 'stopped')])
})

test('a list that was never read stays unread', () => {
  expect(mergeStreams(undefined, [stream('a', 'live')])).toBeUndefined()
})

test('no change keeps the very list', () => {
  const list = [stream('a', 'live')]
  expect(mergeStreams(list, [])).toBe(list)
})
