import { describe, expect, test } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import { postMessage, RECEIVED_AT_MS, USERS } from './line-fixtures.ts'
import { createRecentSearch } from './search-recent.ts'
import { sendJson, startTestServer, type TestServer } from './server-fixture.ts'
import { createXHttp } from './x-http.ts'

const never = new AbortController().signal
const REQUEST = {
  query: '(coffee) OR ("flat white")',
  fromMs: Date.parse('2026-11-20T10:30:00.600Z'),
  toMs: Date.parse('2026-11-20T10:31:00.400Z'),
  pageToken: null,
}

function searchOf(server: TestServer) {
  const http = createXHttp({
    apiUrl: server.url,
    token: () => 'a-bearer-token',
    userAgent: 'magpie/test',
    connectTimeoutMs: 2_000,
    clock: systemClock,
  })
  return createRecentSearch({ http, expansions: null })
}

const data = (id: string, fields: Record<string, unknown> = {}) => ({
  ...(postMessage({ id, ...fields }).data as Record<string, unknown>),
})

describe("X's recent search", () => {
  test('asks for a page of the query and the time, rounded outward to the second, with the fields of the stream', async () => {
    await using server = await startTestServer((_request, response) =>
      sendJson(response, 200, { meta: { result_count: 0 } }),
    )
    const search = searchOf(server)
    expect(await search.readPage({ ...REQUEST, pageToken: 'b26' }, never)).toEqual({
      posts: [],
      unreadable: [],
      nextPageToken: null,
    })
    const [request] = server.requests
    expect(request).toMatchObject({ method: 'GET', path: '/2/tweets/search/recent' })
    expect(Object.fromEntries(request!.query)).toMatchObject({
      query: REQUEST.query,
      start_time: '2026-11-20T10:30:00Z',
      end_time: '2026-11-20T10:31:01Z',
      max_results: '100',
      next_token: 'b26',
      expansions: expect.stringContaining('author_id') as string,
      'tweet.fields': expect.stringContaining('note_tweet') as string,
    })
    expect(request!.query.has('backfill_minutes')).toBe(false)
  })

  test('a post comes with the objects it names, and the text of what it quotes; of others nothing is kept', async () => {
    const quoted = { id: '1890000000000000050', text: 'cut…', author_id: USERS[1]!.id }
    const body = {
      data: [
        data('1893000000000000002', {
          referenced_tweets: [{ type: 'quoted', id: quoted.id }],
          attachments: { media_keys: ['3_1'] },
        }),
        data('1893000000000000001'),
      ],
      includes: {
        users: USERS,
        tweets: [{ ...quoted, note_tweet: { text: 'the whole of it &amp; more' } }],
        media: [{ media_key: '3_1', type: 'photo', url: 'https://pbs.example/1.jpg' }],
      },
      meta: { result_count: 2, next_token: 'b26abc' },
    }
    await using server = await startTestServer((_request, response) =>
      sendJson(response, 200, body),
    )
    const page = await searchOf(server).readPage(REQUEST, never)
    expect(page.nextPageToken).toBe('b26abc')
    const [first, second] = page.posts
    expect(first!.quotedText).toBe('the whole of it & more')
    expect(first!.post).toMatchObject({ id: '1893000000000000002', kind: 'quote' })
    expect(first!.post.author.handle).toBe(USERS[0]!.username)
    expect(first!.post.media).toMatchObject([{ key: '3_1' }])
    expect(JSON.parse(first!.raw.toString())).toMatchObject({
      data: { id: '1893000000000000002' },
      includes: { users: USERS, tweets: [{ id: quoted.id }], media: [{ media_key: '3_1' }] },
    })
    expect(second!.quotedText).toBeNull()
    expect(JSON.parse(second!.raw.toString())).toEqual({
      data: body.data[1],
      includes: { users: [USERS[0]] },
    })
    expect(RECEIVED_AT_MS).toBeGreaterThan(second!.post.createdAtMs)
  })

  test('INV-9 what is no post is kept as it came, and the others are read', async () => {
    const body = { data: [{ id: 'x' }, data('1893000000000000001')], meta: { result_count: 2 } }
    await using server = await startTestServer((_request, response) =>
      sendJson(response, 200, body),
    )
    const page = await searchOf(server).readPage(REQUEST, never)
    expect(page.unreadable.map(String)).toEqual(['{"id":"x"}'])
    expect(page.posts.map(({ post }) => post.id)).toEqual(['1893000000000000001'])
  })

  test.each([
    [402, { title: 'CreditsDepleted', detail: 'x', type: 'about:blank' }, 'x.credits-depleted'],
    [
      403,
      { title: 'Client Forbidden', type: 'https://api.x.com/2/problems/client-forbidden' },
      'x.tier',
    ],
    [
      400,
      { errors: [{ message: 'no' }], title: 'Invalid Request', detail: 'no' },
      'x.invalid-request',
    ],
    [503, 'sorry', 'x.unavailable'],
    [200, {}, 'x.unexpected-answer'],
    [200, '<html>', 'x.unexpected-answer'],
  ])('%i is told by its code: %j', async (status, body, code) => {
    await using server = await startTestServer((_request, response) =>
      sendJson(response, status, body),
    )
    await expect(searchOf(server).readPage(REQUEST, never)).rejects.toMatchObject({ code })
  })

  test('a spent limit names when it is over', async () => {
    const resetSeconds = Math.ceil(Date.now() / 1000) + 300
    await using server = await startTestServer((_request, response) => {
      response.setHeader('x-rate-limit-reset', String(resetSeconds))
      sendJson(response, 429, { title: 'Too Many Requests' })
    })
    const refused = searchOf(server).readPage(REQUEST, never)
    await expect(refused).rejects.toMatchObject({ code: 'x.rate-limited', backoff: 'rate-limit' })
    const error = await refused.catch((reason: unknown) => reason as { notBeforeMs: number })
    expect(
      Math.abs((error as { notBeforeMs: number }).notBeforeMs - resetSeconds * 1000),
    ).toBeLessThan(2_000)
  })

  test('a page that leads to itself is an error, not a loop', async () => {
    await using server = await startTestServer((_request, response) =>
      sendJson(response, 200, { meta: { result_count: 0, next_token: 'b26' } }),
    )
    const again = searchOf(server).readPage({ ...REQUEST, pageToken: 'b26' }, never)
    await expect(again).rejects.toMatchObject({ code: 'x.unexpected-answer' })
  })
})
