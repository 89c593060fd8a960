import { describe, expect, test } from 'vitest'
import {
  decodeLiveSearch,
  decodePostsSearch,
  decodeStatisticsSearch,
  parseSearch,
  postsParameters,
  stringifySearch,
} from './search-params.ts'

test('text stays text, and repeated names are lists', () => {
  expect(parseSearch('?q=123&keyword=a&keyword=b&flag=true')).toEqual({
    q: '123',
    keyword: ['a', 'b'],
    flag: 'true',
  })
})

test('what is written is read back', () => {
  const search = { q: 'a & b', keyword: ['k1', 'k2'], empty: undefined }
  expect(parseSearch(stringifySearch(search))).toEqual({ q: 'a & b', keyword: ['k1', 'k2'] })
  expect(stringifySearch({})).toBe('')
})

test('a live filter holds each keyword once', () => {
  expect(decodeLiveSearch({ keyword: ['a', 'b', 'a', ' '] })).toEqual({ keyword: ['a', 'b'] })
  expect(decodeLiveSearch({ keyword: 'a' })).toEqual({ keyword: ['a'] })
  expect(decodeLiveSearch({})).toEqual({})
})

test('the usual range is not written into the address, an unknown one is dropped', () => {
  expect(decodeStatisticsSearch({ range: '24h' })).toEqual({ range: '24h' })
  expect(decodeStatisticsSearch({ range: '1h' })).toEqual({})
  expect(decodeStatisticsSearch({ range: 'constructor' })).toEqual({})
})

describe('a search for posts', () => {
  test('drops what is empty or unknown', () => {
    expect(
      decodePostsSearch({
        q: '  ',
        kind: 'song',
        network: 'x',
        lang: 'ja',
        span: 'valueOf',
        from: 'x',
      }),
    ).toEqual({ network: 'x', lang: 'ja' })
  })

  test('counts a span back from the given moment', () => {
    const now = Date.UTC(2026, 10, 23, 12)
    expect(postsParameters({ span: 'hour', q: 'a' }, now)).toEqual({
      q: 'a',
      from: '2026-11-23T11:00:00.000Z',
    })
  })

  test('an interval of its own is passed on; a span wins over it', () => {
    const from = '2026-11-01T00:00:00.000Z'
    expect(postsParameters({ from }, 0)).toEqual({ from })
    expect(postsParameters({ from, span: 'day' }, 86_400_000)).toEqual({
      from: '1970-01-01T00:00:00.000Z',
    })
  })

  test('a handle may be written with its @', () => {
    expect(postsParameters({ author: '@mara' }, 0)).toEqual({ author: 'mara' })
  })
})
