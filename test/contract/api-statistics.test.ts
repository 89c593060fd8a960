import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openApi, openFeed, type Api, type Feed } from './api-fixture.ts'

const MINUTE = 60_000
/** A full minute, hours before the clock of the API. */
const START = Date.parse('2026-03-01T12:00:00.000Z')
const NOW = START + 30 * MINUTE

let api: Api
let feed: Feed
let nowMs: number
let keywordId: string
beforeEach(async () => {
  nowMs = START
  api = await openApi({ clock: { nowMs: () => nowMs } })
  feed = await openFeed(api)
  keywordId = (await api.call('POST', '/api/v1/keywords', { body: { query: 'apple' } })).body.id
  await api.store.writeDeliveries(feed.streamId, feed.epoch, START, [
    { keywordId: keywordId as never, version: 1, status: 'live', problem: null },
  ])
  nowMs = START + 1
  const at = (minute: number, kind: 'post' | 'repost' | 'reply' | 'quote', author: string) => ({
    id: `${minute}${kind}`,
    keywordIds: [keywordId],
    post: {
      createdAtMs: START + minute * MINUTE,
      kind,
      author: { id: author, handle: `user${author}`, name: null },
      hashtags: ['Fruit', 'fruit'],
      urls: ['https://Example.org/a'],
    },
  })
  await feed.commitAt(START, [at(0, 'post', '1'), at(2, 'repost', '1'), at(2, 'reply', '2')])
  nowMs = NOW
  await feed.commitAt(START + 4 * MINUTE, [at(3, 'quote', '3')])
})
afterEach(() => api[Symbol.asyncDispose]())

const path = (suffix: string): string => `/api/v1/keywords/${keywordId}/${suffix}`
const INTERVAL = 'from=2026-03-01T12:00:00.000Z&to=2026-03-01T12:08:00.000Z'

describe('series', () => {
  test('every bucket of the interval is there, with its counts and how much of it was watched', async () => {
    const answer = await api.get(path(`series?bucket=minute&${INTERVAL}`))
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      bucket: 'minute',
      from: '2026-03-01T12:00:00.000Z',
      to: '2026-03-01T12:08:00.000Z',
    })
    const { points } = answer.body
    expect(points).toHaveLength(8)
    expect(points[2]).toEqual({
      at: '2026-03-01T12:02:00.000Z',
      posts: 2,
      reposts: 1,
      replies: 1,
      quotes: 0,
      coverage: 1,
    })
    expect(points.map((point: { posts: number }) => point.posts)).toEqual([1, 0, 2, 1, 0, 0, 0, 0])
    // Watched until 12:04; zero posts after that are no zeros.
    expect(points.map((point: { coverage: number }) => point.coverage)).toEqual([
      1, 1, 1, 1, 0, 0, 0, 0,
    ])
  })

  test('the last 24 hours in hours are what is shown when nothing is said', async () => {
    const { body } = await api.get(path('series'))
    expect(body.bucket).toBe('hour')
    expect(body.to).toBe('2026-03-01T12:30:00.000Z')
    expect(body.from).toBe('2026-02-28T12:30:00.000Z')
    expect(body.points).toHaveLength(25)
    expect(body.points.at(-1)).toMatchObject({ at: '2026-03-01T12:00:00.000Z', posts: 4 })
  })

  test('10,000 buckets are an answer, one more is 400', async () => {
    const to = new Date(START).toISOString()
    const from = new Date(START - 10_000 * MINUTE).toISOString()
    const fits = await api.get(path(`series?bucket=minute&from=${from}&to=${to}`))
    expect(fits.status).toBe(200)
    expect(fits.body.points).toHaveLength(10_000)
    const before = new Date(START - 10_000 * MINUTE - 1).toISOString()
    const tooMany = await api.get(path(`series?bucket=minute&from=${before}&to=${to}`))
    expect(tooMany.status).toBe(400)
    expect(tooMany.body.detail).toContain('10001')
  })

  test.each(['bucket=second', 'bucket=', 'from=1', 'from=2026-03-02&to=2026-03-01', 'limit=5'])(
    '%s is 400',
    async (query) => {
      expect((await api.get(path(`series?${query}`))).status).toBe(400)
    },
  )
})

describe('top', () => {
  test.each([
    ['hashtags', [{ value: 'fruit', key: 'fruit', posts: 4 }]],
    ['domains', [{ value: 'example.org', key: 'example.org', posts: 4 }]],
    ['languages', [{ value: 'en', key: 'en', posts: 4 }]],
    ['mentions', []],
  ])('the most frequent %s, a post counted once per value', async (facet, rows) => {
    const answer = await api.get(path(`top?facet=${facet}&${INTERVAL}`))
    expect([answer.status, answer.body]).toEqual([200, { facet, rows }])
  })

  test('authors are shown by handle with their id, at most as many as asked for', async () => {
    const { body } = await api.get(path(`top?facet=authors&limit=1&${INTERVAL}`))
    expect(body.rows).toEqual([{ value: 'user1', key: '1', posts: 2 }])
  })

  test.each(['', 'facet=colours', 'facet=hashtags&limit=0', 'facet=hashtags&bucket=day'])(
    'top?%s is 400',
    async (query) => {
      expect((await api.get(path(`top?${query}`))).status).toBe(400)
    },
  )
})

describe('summary', () => {
  test('an interval in a few numbers, beside the one before it', async () => {
    const { body } = await api.get(path(`summary?${INTERVAL}`))
    expect(body).toEqual({
      posts: 4,
      reposts: 1,
      replies: 1,
      quotes: 1,
      authors: 3,
      peak: { at: '2026-03-01T12:02:00.000Z', posts: 2 },
      firstPostAt: '2026-03-01T12:00:00.000Z',
      lastPostAt: '2026-03-01T12:03:00.000Z',
      coverage: 0.5,
      previous: { posts: 0, authors: 0 },
    })
    const later = await api.get(
      path('summary?from=2026-03-01T12:08:00.000Z&to=2026-03-01T12:16:00.000Z'),
    )
    expect(later.body).toMatchObject({
      posts: 0,
      peak: null,
      firstPostAt: null,
      previous: { posts: 4, authors: 3 },
    })
  })
})

describe('compare', () => {
  test('keywords stand side by side, with the posts they share', async () => {
    const other = (await api.call('POST', '/api/v1/keywords', { body: { query: 'pear' } })).body.id
    await feed.commitAt(START + 5 * MINUTE, [
      { id: 'both', keywordIds: [keywordId, other], post: { createdAtMs: START + MINUTE } },
    ])
    const query = `compare?keyword=${keywordId}&keyword=${other}&bucket=minute&${INTERVAL}`
    const { status, body } = await api.get(`/api/v1/${query}`)
    expect(status).toBe(200)
    expect(body.keywords.map((one: { id: string }) => one.id)).toEqual([keywordId, other])
    expect(body.keywords.map((one: { points: unknown[] }) => one.points.length)).toEqual([8, 8])
    expect(body.keywords[1].points[1].posts).toBe(1)
    expect(body.overlap).toEqual([{ keywords: [keywordId, other], posts: 1 }])
    const twice = await api.get(`/api/v1/compare?keyword=${other}&keyword=${other}`)
    expect(twice.body.keywords).toHaveLength(1)
  })

  test('without keywords, with too many or with unknown ones it is refused', async () => {
    expect((await api.get('/api/v1/compare')).status).toBe(400)
    expect((await api.get(`/api/v1/compare?keyword=${keywordId}&keyword=99`)).status).toBe(404)
    const many = Array.from({ length: 21 }, (_, i) => `keyword=${i + 1}`).join('&')
    expect((await api.get(`/api/v1/compare?${many}`)).status).toBe(400)
    expect((await api.get(`/api/v1/compare?keyword=${keywordId}&bucket=week`)).status).toBe(400)
  })
})

describe('coverage', () => {
  test('INV-5 intervals touch and none is missing', async () => {
    const { status, body } = await api.get(`/api/v1/coverage?stream=feed&${INTERVAL}`)
    expect(status).toBe(200)
    const { intervals } = body
    expect(intervals[0].from).toBe('2026-03-01T12:00:00.000Z')
    expect(intervals.at(-1).to).toBe('2026-03-01T12:08:00.000Z')
    for (let i = 1; i < intervals.length; i++) expect(intervals[i].from).toBe(intervals[i - 1].to)
    expect(intervals.map((one: { state: string }) => one.state)).toContain('live')
    expect(body.coveredRatio).toBeCloseTo(0.5, 3)
    expect((await api.get(`/api/v1/coverage?${INTERVAL}`)).body).toEqual(body)
  })

  test('an unknown stream is 404, a wrong interval 400', async () => {
    expect((await api.get('/api/v1/coverage?stream=nobody')).status).toBe(404)
    expect((await api.get('/api/v1/coverage?stream=No%20Body')).status).toBe(404)
    expect((await api.get('/api/v1/coverage?from=x')).status).toBe(400)
  })
})

test('the system shows version, database and processes with the streams they hold', async () => {
  await api.store.writeProcess({
    id: 'test:1:1' as never,
    host: 'test',
    pid: 1,
    role: 'collector',
    startedAtMs: START,
    heartbeatAtMs: NOW,
    rssBytes: 1_000,
  })
  const { status, body } = await api.get('/api/v1/system')
  expect(status).toBe(200)
  expect(body).toEqual({
    version: '1.2.3',
    nodeVersion: process.version,
    startedAt: '2026-03-01T12:00:00.000Z',
    roles: ['server', 'writer', 'collector'],
    database: { dialect: 'sqlite', sizeBytes: 4_096 },
    processes: [
      {
        id: 'test:1:1',
        pid: 1,
        host: 'test',
        role: 'collector',
        startedAt: '2026-03-01T12:00:00.000Z',
        heartbeatAt: '2026-03-01T12:30:00.000Z',
        memoryBytes: 1_000,
        streams: ['feed'],
      },
    ],
  })
})

test('the metrics tell what is stored, how streams stand and how the process does', async () => {
  const first = await api.get('/metrics')
  expect(first.headers['content-type']).toContain('text/plain')
  expect(first.text).toContain('magpie_posts_stored_total{stream="feed",network="x"} 4')
  await feed.commitAt(START + 6 * MINUTE, [{ id: 'one more' }])
  const { text } = await api.get('/metrics')
  expect(text).toContain('magpie_posts_stored_total{stream="feed",network="x"} 5')
  expect(text).toMatch(/^magpie_stream_state\{stream="feed",network="x",state="\w+"\} 1$/m)
  expect(text).toContain('magpie_database_up 1')
  expect(text).toContain('magpie_live_clients 0')
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m)
  expect(text).toContain('route="/metrics",status="200"')
})
