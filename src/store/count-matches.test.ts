import { describe, expect, test } from 'vitest'

import { domainOf, FacetCounts, facetItems, MinuteCounts } from './count-matches.ts'

const NOBODY = { id: '7', handle: null }
const EMPTY = {
  network: 'x',
  author: NOBODY,
  lang: null,
  hashtags: [],
  mentions: [],
  urls: [],
} as const

describe('what counts', () => {
  test.each([
    ['https://www.Example.com/a?b#c', 'example.com'],
    ['HTTP://user:pw@Sub.Example.com:8080/', 'sub.example.com'],
    ['https://example.com?x', 'example.com'],
    ['https://例え.テスト/パス', '例え.テスト'],
    ['https://wwwhere.example', 'wwwhere.example'],
    ['example.com/a', null],
    ['mailto:a@b.example', null],
    ['https://', null],
    ['', null],
  ])('the domain of %j is %j', (url, domain) => {
    expect(domainOf(url)).toBe(domain)
  })

  test('a post counts once per value, in lower case', () => {
    const items = facetItems({
      ...EMPTY,
      lang: 'en',
      author: { id: '7', handle: 'Bob' },
      hashtags: ['Cat', 'cat', 'CAT', 'dog'],
      mentions: ['Ann', 'ann'],
      urls: ['https://a.example/1', 'https://www.a.example/2', 'no address'],
    })
    expect(items).toEqual([
      { facet: 3, key: 'x:7', value: 'Bob' },
      { facet: 5, key: 'en', value: null },
      { facet: 1, key: 'cat', value: null },
      { facet: 1, key: 'dog', value: null },
      { facet: 2, key: 'ann', value: null },
      { facet: 4, key: 'a.example', value: null },
    ])
    expect(facetItems(EMPTY)).toEqual([{ facet: 3, key: 'x:7', value: null }])
  })

  test('minutes are counted by kind; rows come in the order of their keys', () => {
    const counts = new MinuteCounts()
    counts.add(2, { createdAtMs: 60_000, kind: 'post' })
    counts.add(2, { createdAtMs: 59_999, kind: 'repost' })
    counts.add(1, { createdAtMs: 180_000, kind: 'reply' })
    counts.add(2, { createdAtMs: 119_999, kind: 'quote' })
    expect(counts.rows()).toEqual([
      { keyword_id: 1, minute: 3, posts: 1, reposts: 0, replies: 1, quotes: 0 },
      { keyword_id: 2, minute: 0, posts: 1, reposts: 1, replies: 0, quotes: 0 },
      { keyword_id: 2, minute: 1, posts: 2, reposts: 0, replies: 0, quotes: 1 },
    ])
  })

  test('facets are counted by hour, with the newest handle that is known', () => {
    const counts = new FacetCounts()
    const by = (handle: string | null) => facetItems({ ...EMPTY, author: { id: '7', handle } })
    counts.add(1, 3_600_000, by('Old'))
    counts.add(1, 3_600_001, by('New'))
    counts.add(1, 3_600_002, by(null))
    counts.add(1, 3_599_999, by(null))
    expect(counts.rows()).toEqual([
      { keyword_id: 1, facet: 3, hour: 0, key: 'x:7', value: null, posts: 1 },
      { keyword_id: 1, facet: 3, hour: 1, key: 'x:7', value: 'New', posts: 3 },
    ])
  })
})
