import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openApi, openFeed, type Api, type Feed } from './api-fixture.ts'

const AT = Date.parse('2026-03-01T12:00:00.000Z')
const SECOND = 1_000

let api: Api
let feed: Feed
beforeEach(async () => {
  api = await openApi()
  feed = await openFeed(api)
})
afterEach(() => api[Symbol.asyncDispose]())

const idsOf = async (query: string): Promise<string[]> => {
  const answer = await api.get(`/api/v1/posts?${query}`)
  expect(answer.status).toBe(200)
  return answer.body.data.map((post: { id: string }) => post.id)
}

const RAW =
  '{"data":{"id":"1780000000000000001","text":"one"},"matching_rules":[{"id":1780000000000000002}]}'

test('a post is shown with everything that is known of it', async () => {
  const { id } = (await api.call('POST', '/api/v1/keywords', { body: { query: 'apple' } })).body
  await feed.commit([
    {
      id: '1780000000000000001',
      keywordIds: [id],
      raw: RAW,
      post: {
        text: 'Äpfel & "pears" <3 🍎',
        lang: 'de',
        kind: 'quote',
        createdAtMs: AT,
        hashtags: ['Äpfel'],
        mentions: ['Bob'],
        urls: ['https://example.org/a?b=1&c=2'],
        media: [
          { type: 'photo', key: '3_1', url: null, altText: 'a tree', width: 10, height: null },
        ],
        refs: [{ type: 'quoted', id: '5' }],
        metrics: { likes: 3 },
        edited: { history: ['1', '2'] },
        withheld: { copyright: false, countryCodes: ['DE'], scope: 'tweet' },
      },
    },
  ])
  const answer = await api.get('/api/v1/posts/x/1780000000000000001')
  expect(answer.body).toEqual({
    seq: 1,
    network: 'x',
    id: '1780000000000000001',
    url: 'https://x.com/ada/status/1780000000000000001',
    author: { id: '7', handle: 'ada', name: 'Ada' },
    text: 'Äpfel & "pears" <3 🍎',
    lang: 'de',
    kind: 'quote',
    createdAt: '2026-03-01T12:00:00.000Z',
    receivedAt: expect.stringMatching(/Z$/),
    hashtags: ['Äpfel'],
    mentions: ['Bob'],
    urls: ['https://example.org/a?b=1&c=2'],
    media: [{ type: 'photo', key: '3_1', url: null, altText: 'a tree', width: 10, height: null }],
    refs: [{ type: 'quoted', id: '5' }],
    metrics: { likes: 3 },
    keywords: [id],
    recovered: false,
    edited: { history: ['1', '2'] },
    withheld: { copyright: false, countryCodes: ['DE'], scope: 'tweet' },
    deletedAt: null,
  })
  const raw = await api.get('/api/v1/posts/x/1780000000000000001?include=raw')
  expect(raw.body).toEqual({ ...answer.body, raw: RAW })
  const list = await api.get('/api/v1/posts?include=raw')
  expect(list.body.data).toEqual([raw.body])
})

test('a post without a payload has raw null when it is asked for', async () => {
  await feed.commit([{ id: '1' }])
  expect((await api.get('/api/v1/posts/x/1?include=raw')).body.raw).toBeNull()
})

test.each([
  '/x/999',
  '/x/abc',
  '/bluesky/1',
  '/myspace/1',
  '/x/1%00',
  `/x/${'9'.repeat(600)}`,
  '/bluesky/did%3Aplc%3Aabc%2Fapp.bsky.feed.post%2F3k',
])('%s is 404', async (path) => {
  await feed.commit([{ id: '1' }])
  const answer = await api.get(`/api/v1/posts${path}`)
  expect(answer.status).toBe(404)
  expect(answer.headers['content-type']).toContain('application/problem+json')
})

describe('the list', () => {
  beforeEach(async () => {
    await feed.commit([
      { id: '1', post: { createdAtMs: AT, text: 'red apple', lang: 'en' } },
      { id: '2', post: { createdAtMs: AT + SECOND, text: 'green pear', kind: 'reply' } },
      {
        id: '3',
        post: {
          createdAtMs: AT + 2 * SECOND,
          text: 'der rote Apfel',
          lang: 'de',
          author: { id: '8', handle: 'Bob', name: null },
        },
      },
    ])
  })

  test.each([
    ['newest first', '', ['3', '2', '1']],
    ['by author, whatever the case and with or without @', 'author=bob', ['3']],
    ['by author, with @', 'author=@ADA', ['2', '1']],
    ['by author id', 'author=8', ['3']],
    ['by language', 'lang=de', ['3']],
    ['by kind', 'kind=reply', ['2']],
    ['by network', 'network=x', ['3', '2', '1']],
    ['by a network without posts', 'network=mastodon', []],
    ['from is inclusive', 'from=2026-03-01T12:00:01.000Z', ['3', '2']],
    ['to is exclusive', 'to=2026-03-01T12:00:01.000Z', ['1']],
    ['from and to', 'from=2026-03-01T12:00:01Z&to=2026-03-01T12:00:02Z', ['2']],
    ['with another offset', 'from=2026-03-01T13:00:02%2B01:00', ['3']],
    ['a day', 'from=2026-03-01&to=2026-03-02', ['3', '2', '1']],
    ['by words', 'q=apple', ['1']],
    ['without words', `q=${encodeURIComponent('red -pear')}`, ['1']],
    ['a blank search is none', 'q=%20', ['3', '2', '1']],
    ['an unknown keyword', 'keyword=77', []],
  ])('%s', async (_, query, ids) => {
    expect(await idsOf(query)).toEqual(ids)
  })

  test('pages meet without overlap while posts are added', async () => {
    const first = await api.get('/api/v1/posts?limit=2')
    await feed.commit([{ id: '4', post: { createdAtMs: AT + 3 * SECOND } }])
    const second = await api.get(`/api/v1/posts?limit=2&cursor=${first.body.nextCursor}`)
    const ids = [...first.body.data, ...second.body.data].map((post) => post.id)
    expect(ids).toEqual(['3', '2', '1'])
    expect(second.body.nextCursor).toBeNull()
  })

  test.each([
    'limit=1001',
    'limit=ten',
    'kind=tweet',
    'network=myspace',
    'lang=e%20n',
    'author=',
    'from=yesterday',
    'from=2026-02-30T00:00:00Z',
    'from=2026-03-01T25:00:00Z',
    'from=2026-03-01T12:00:00',
    'from=2026-03-01T13:00:02+01:00',
    'from=2026-03-02&to=2026-03-01',
    'since=1',
    'include=json',
    'cursor=zzz',
    'cursor=',
    `q=${'a'.repeat(501)}`,
    'kind=post&kind=reply',
  ])('%s is 400', async (query) => {
    const answer = await api.get(`/api/v1/posts?${query}`)
    expect(answer.status).toBe(400)
    expect(answer.body.code).toMatch(/^(?:request\.invalid-parameter|page\.invalid-cursor)$/)
  })

  test('a keyword that cannot be is 404', async () => {
    expect((await api.get('/api/v1/posts?keyword=abc')).status).toBe(404)
  })
})
