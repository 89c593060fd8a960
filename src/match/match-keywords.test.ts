import { expect, test } from 'vitest'
import { asKeywordId } from '../domain/ids.ts'
import type { Post } from '../domain/post.ts'
import { createKeywordMatcher } from './match-keywords.ts'

function postOf(text: string): Post {
  return {
    network: 'x',
    id: '1',
    url: '',
    author: { id: '1', handle: 'ada', name: 'Ada' },
    text,
    lang: 'en',
    kind: 'post',
    createdAtMs: 0,
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

test('keywords come, change and go without the others noticing', () => {
  const { match, onKeywords } = createKeywordMatcher()
  const keyword = (id: string, query: string, version = 1) => ({
    id: asKeywordId(id),
    query,
    version,
  })
  expect(match(postOf('coffee and bread'))).toEqual([])
  onKeywords([keyword('1', 'coffee'), keyword('2', 'bread -tea')])
  expect(match(postOf('Coffee and bread')).toSorted()).toEqual(['1', '2'])
  onKeywords([keyword('1', 'tea', 2), keyword('2', 'bread -tea')])
  expect(match(postOf('coffee and bread'))).toEqual(['2'])
  expect(match(postOf('tea and bread'))).toEqual(['1'])
  onKeywords([keyword('2', 'bread -tea')])
  expect(match(postOf('tea'))).toEqual([])
})
