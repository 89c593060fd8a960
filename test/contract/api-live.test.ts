import { setTimeout as delay } from 'node:timers/promises'
import { connect } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asStreamId } from '../../src/domain/ids.ts'
import { openApi, openFeed, type Api, type Feed, type FeedPost } from './api-fixture.ts'
import { openSse, type SseReader } from './api-sse.ts'

const KEEP_ALIVE_MS = 60
const MAX_RESUME_POSTS = 300
/** Small, so that a test gets out of the shared window and into SQL. */
const WINDOW_LIMITS = { maxPosts: 50, maxBytes: 1024 * 1024 }

let api: Api
let feed: Feed
beforeEach(async () => {
  api = await openApi({
    live: {
      keepAliveMs: KEEP_ALIVE_MS,
      maxResumePosts: MAX_RESUME_POSTS,
      windowLimits: WINDOW_LIMITS,
    },
  })
  feed = await openFeed(api)
})
afterEach(() => api[Symbol.asyncDispose]())

const live = (query = '', headers: Record<string, string> = {}): Promise<SseReader> =>
  openSse(`${api.url}/api/v1/live${query}`, headers)

const postsOf = (from: number, to: number, extra: Partial<FeedPost> = {}): FeedPost[] =>
  Array.from({ length: to - from }, (_, i) => ({ id: String(from + i), ...extra }))

const seqsOf = (reader: SseReader): number[] => reader.dataOf('post').map((post) => post.seq)

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

async function keyword(query: string): Promise<string> {
  return (await api.call('POST', '/api/v1/keywords', { body: { query } })).body.id
}

describe('posts', () => {
  test('a stored post arrives as one event with its seq as id', async () => {
    await using reader = await live()
    expect(reader.status).toBe(200)
    expect(reader.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(reader.headers['cache-control']).toContain('no-store')
    await feed.commit([{ id: '42', post: { text: 'two\nlines \u2028 & <b>' } }])
    await reader.until((r) => seqsOf(r).length === 1)
    const event = reader.events.find((one) => one.event === 'post')
    expect(event?.id).toBe('1')
    const [post] = reader.dataOf('post')
    expect(post).toEqual((await api.get('/api/v1/posts/x/42')).body)
    expect(post.text).toBe('two\nlines \u2028 & <b>')
  })

  test('a commit nobody was told about is found by polling', async () => {
    await using reader = await live()
    await feed.commitSilently(postsOf(1, 4))
    await reader.until((r) => seqsOf(r).length === 3)
    expect(seqsOf(reader)).toEqual([1, 2, 3])
  })

  test('without a position the live edge is where a browser begins, and it is told where that is', async () => {
    await feed.commit(postsOf(1, 6))
    await using reader = await live()
    await reader.until((r) => r.lastEventId === '5')
    await feed.commit(postsOf(6, 7))
    await reader.until((r) => seqsOf(r).length > 0)
    expect(seqsOf(reader)).toEqual([6])
  })

  test('only posts of the keywords asked for come; several may be asked for', async () => {
    const [a, b, c] = [await keyword('apple'), await keyword('pear'), await keyword('plum')]
    await using one = await live(`?keyword=${a}`)
    await using two = await live(`?keyword=${a}&keyword=${b}`)
    await using all = await live()
    await feed.commit([
      { id: '1', keywordIds: [a] },
      { id: '2', keywordIds: [b] },
      { id: '3', keywordIds: [a, b] },
      { id: '4', keywordIds: [c] },
      { id: '5', keywordIds: [] },
      { id: '6', keywordIds: [a] },
    ])
    await Promise.all([one, two, all].map((r) => r.until((s) => seqsOf(s).includes(6))))
    expect(seqsOf(one)).toEqual([1, 3, 6])
    expect(seqsOf(two)).toEqual([1, 2, 3, 6])
    expect(seqsOf(all)).toEqual(range(1, 6))
  })

  test('a comment comes again and again, and moves the position of a browser whose filter lets nothing through', async () => {
    const id = await keyword('rare')
    await using reader = await live(`?keyword=${id}`)
    await feed.commit(postsOf(1, 11))
    await reader.until((r) => r.comments.length >= 3 && r.lastEventId === '10')
    expect(seqsOf(reader)).toEqual([])
  })
})

describe('INV-8 a browser that stays, or comes back with its last id, gets every committed post in order', () => {
  test('INV-8 while it disconnects and comes back again and again during commits', async () => {
    const total = 600
    const committing = (async () => {
      for (let from = 1; from <= total; from += 7) {
        await feed.commit(postsOf(from, Math.min(from + 7, total + 1)))
        await delay(1)
      }
    })()
    const seen: number[] = []
    let lastEventId = '0'
    for (let visit = 0; seen.length < total; visit++) {
      await using reader = await live('', { 'last-event-id': lastEventId })
      const wanted = visit % 3 === 0 ? 1 : 40
      await reader.until((r) => seqsOf(r).length >= Math.min(wanted, total - seen.length))
      seen.push(...seqsOf(reader))
      expect(reader.dataOf('reset')).toEqual([])
      lastEventId = reader.lastEventId
    }
    await committing
    expect(seen).toEqual(range(1, total))
  })

  test('INV-8 across a restart of the server', async () => {
    await feed.commit(postsOf(1, 4))
    const before = await live('?after=0')
    await before.until((r) => seqsOf(r).length === 3)
    await api.closeServer()
    await before.ended()
    await feed.commit(postsOf(4, 9))
    await api.reopenServer()
    await using after = await live('', { 'last-event-id': before.lastEventId })
    await after.until((r) => seqsOf(r).length === 5)
    expect([...seqsOf(before), ...seqsOf(after)]).toEqual(range(1, 8))
  })

  test('INV-8 before its first post: the position it was given at the edge is enough', async () => {
    const first = await live()
    await first.until((r) => r.lastEventId === '0')
    await first[Symbol.asyncDispose]()
    await feed.commit(postsOf(1, 3))
    await using second = await live('', { 'last-event-id': first.lastEventId })
    await second.until((r) => seqsOf(r).length === 2)
    expect(seqsOf(second)).toEqual([1, 2])
  })

  test('INV-8 far behind the shared window, beside one at the edge, each with its own filter', async () => {
    const id = await keyword('apple')
    await using edge = await live()
    await edge.until((r) => r.lastEventId === '0')
    for (let from = 1; from <= 280; from += 20) {
      await feed.commit(postsOf(from, from + 20, from % 40 === 1 ? { keywordIds: [id] } : {}))
    }
    await using late = await live('?after=0')
    await using filtered = await live(`?keyword=${id}&after=10`)
    await Promise.all([
      edge.until((r) => seqsOf(r).length === 280),
      late.until((r) => seqsOf(r).length === 280),
      filtered.until((r) => seqsOf(r).length === 130),
    ])
    expect(seqsOf(edge)).toEqual(range(1, 280))
    expect(seqsOf(late)).toEqual(range(1, 280))
    expect(seqsOf(filtered)).toEqual(
      range(11, 280).filter((seq) => Math.floor((seq - 1) / 20) % 2 === 0),
    )
  })

  test('INV-8 from every position around the beginning of the shared window', async () => {
    await using edge = await live()
    await edge.until((r) => r.lastEventId === '0')
    const total = 120
    for (let from = 1; from <= total; from += 20) await feed.commit(postsOf(from, from + 20))
    await edge.until((r) => seqsOf(r).length === total)
    const floor = total - WINDOW_LIMITS.maxPosts
    for (let after = floor - 8; after <= floor + 3; after++) {
      await using reader = await live(`?after=${after}`)
      await reader.until((r) => seqsOf(r).length === total - after)
      expect(seqsOf(reader)).toEqual(range(after + 1, total))
    }
  })

  test('the header of a browser that comes back is newer than the address it was opened with', async () => {
    await feed.commit(postsOf(1, 6))
    await using reader = await live('?after=0', { 'last-event-id': '4' })
    await reader.until((r) => seqsOf(r).length === 1)
    expect(seqsOf(reader)).toEqual([5])
  })

  test('too far back, or beyond the end, is a reset to the live edge', async () => {
    for (let from = 0; from <= MAX_RESUME_POSTS; from += 100) {
      await feed.commit(postsOf(from + 1, from + 101))
    }
    const edge = MAX_RESUME_POSTS + 100
    await using back = await live('?after=1')
    await using beyond = await live('', { 'last-event-id': '999999' })
    await using reachable = await live(`?after=${edge - MAX_RESUME_POSTS}`)
    await Promise.all([back, beyond].map((r) => r.until((s) => s.dataOf('reset').length === 1)))
    expect(back.dataOf('reset')).toEqual([{ reason: 'too-far-back', seq: edge }])
    expect(beyond.dataOf('reset')).toEqual([{ reason: 'unknown-position', seq: edge }])
    await feed.commit(postsOf(edge + 1, edge + 2))
    await Promise.all([back, beyond].map((r) => r.until((s) => seqsOf(s).length === 1)))
    expect(seqsOf(back)).toEqual([edge + 1])
    expect(seqsOf(beyond)).toEqual([edge + 1])
    await reachable.until((r) => seqsOf(r).length === MAX_RESUME_POSTS + 1)
    expect(reachable.dataOf('reset')).toEqual([])
    expect(seqsOf(reachable)).toEqual(range(edge - MAX_RESUME_POSTS + 1, edge + 1))
  })
})

describe('streams and gaps', () => {
  test('each stream is told at the beginning, then on each change of its state', async () => {
    await using reader = await live()
    await reader.until((r) => r.dataOf('stream').length === 1)
    const [first] = reader.dataOf('stream')
    expect(first).toMatchObject({
      id: 'feed',
      desired: 'running',
      token: { set: false, last4: null },
    })
    const status = { problem: null, clockSkewMs: null, newConnects: 1 }
    await api.store.writeStreamStatus(
      feed.streamId,
      feed.epoch,
      { state: 'live', ...status },
      Date.now(),
    )
    api.wake.publish('streams')
    await reader.until((r) => r.dataOf('stream').length === 2)
    const problem = {
      code: 'x.network',
      detail: 'refused',
      retryAtMs: 1_800_000_000_000,
      action: null,
    }
    // Nobody is told of this one: the poll finds it.
    await api.store.writeStreamStatus(
      feed.streamId,
      feed.epoch,
      { ...status, state: 'backing-off', problem },
      Date.now(),
    )
    await reader.until((r) => r.dataOf('stream').length === 3)
    const [, second, third] = reader.dataOf('stream')
    expect(second).toMatchObject({ id: 'feed', state: 'live', problem: null })
    expect(third).toMatchObject({
      state: 'backing-off',
      problem: { code: 'x.network', retryAt: '2027-01-15T08:00:00.000Z' },
    })
  })

  test('counters that move are no change of state', async () => {
    await using reader = await live()
    await reader.until((r) => r.dataOf('stream').length === 1)
    for (let n = 1; n <= 5; n++) await feed.commit(postsOf(n, n + 1))
    const status = { problem: null, clockSkewMs: null, newConnects: 1 }
    await api.store.writeStreamStatus(
      feed.streamId,
      feed.epoch,
      { state: 'live', ...status },
      Date.now(),
    )
    api.wake.publish('streams')
    await reader.until((r) => r.dataOf('stream').length === 2)
    expect(reader.dataOf('stream').map(({ state }) => state)).toEqual([expect.any(String), 'live'])
    expect(reader.dataOf('stream')[1].stored).toBe(5)
    // Who connects later is told the counters as they stand, not as they stood at the last change.
    await feed.commit(postsOf(6, 9))
    for (let stored = 5; stored !== 8;) {
      await using later = await live()
      await later.until((r) => r.dataOf('stream').length === 1)
      stored = later.dataOf('stream')[0].stored
    }
  })

  test('a gap that opens is told once; gaps from before are not', async () => {
    await feed.commit(postsOf(1, 2))
    const tell = (state: 'live' | 'gap', reason: string | null): Promise<void> =>
      api.store.markCoverage(feed.streamId, feed.epoch, { atMs: Date.now(), state, reason })
    await tell('gap', 'from before')
    while (!(await api.get('/api/v1/coverage')).text.includes('from before')) await delay(1)
    await tell('live', null)
    await api.closeServer()
    await api.reopenServer()
    await using reader = await live()
    await reader.until((r) => r.dataOf('stream').length === 1)
    await tell('gap', 'disconnected')
    api.wake.publish('coverage')
    await reader.until((r) => r.dataOf('gap').length === 1)
    // A later state of the same stream shows that no second event was on its way before it.
    await api.store.setDesired(asStreamId('feed'), 'stopped', Date.now())
    api.wake.publish('streams')
    await reader.until((r) => r.dataOf('stream').at(-1).desired === 'stopped')
    expect(reader.dataOf('gap')).toEqual([
      expect.objectContaining({ streamId: 'feed', state: 'gap', reason: 'disconnected' }),
    ])
  })
})

describe('the connection', () => {
  test('an unknown keyword is 404 and a position that is no number 400, before anything is streamed', async () => {
    expect((await api.get('/api/v1/live?keyword=999')).status).toBe(404)
    expect((await api.get('/api/v1/live?keyword=nonsense')).status).toBe(404)
    expect((await api.get('/api/v1/live?after=-1')).status).toBe(400)
    expect((await api.get('/api/v1/live?after=1.5')).status).toBe(400)
    expect((await api.get('/api/v1/live?since=1')).status).toBe(400)
    expect((await api.call('HEAD', '/api/v1/live')).status).not.toBe(200)
  })

  test('closing the server ends every live response at once', async () => {
    const readers = [await live(), await live(), await live('?after=0')]
    await Promise.all(readers.map((r) => r.until((s) => s.lastEventId !== '')))
    await api.closeServer()
    await Promise.all(readers.map((r) => r.ended()))
    expect(readers.every((r) => r.hasEnded)).toBe(true)
  })

  test('a browser that leaves gives its place back', async () => {
    const clients = async (): Promise<string | undefined> =>
      /^magpie_live_clients (\d+)$/m.exec((await api.get('/metrics')).text)?.[1]
    const reader = await live()
    await reader.until((r) => r.lastEventId !== '')
    expect(await clients()).toBe('1')
    await reader[Symbol.asyncDispose]()
    while ((await clients()) !== '0') await delay(5)
    expect(await clients()).toBe('0')
  })

  test('a browser that does not read holds up nobody and gets everything once it reads', async () => {
    const text = 'x'.repeat(10_000)
    const total = 280
    // A socket of our own, so that nothing reads ahead behind our back.
    const socket = connect(api.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.pause()
    socket.write(`GET /api/v1/live?after=0 HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\n\r\n`)
    await using quick = await live('?after=0')
    for (let from = 1; from <= total; from += 20) {
      await feed.commit(postsOf(from, from + 20, { post: { text } }))
    }
    await quick.until((r) => seqsOf(r).length === total)
    expect(seqsOf(quick)).toEqual(range(1, total))
    let received = ''
    const got: number[] = []
    socket.setEncoding('latin1')
    socket.resume()
    for await (const chunk of socket) {
      received += chunk as string
      // Ids are on lines of their own; chunk headers of the transfer encoding may stand between events, not within a line this short.
      const lines = received.split('\n')
      received = lines.pop() ?? ''
      for (const line of lines) {
        const seq = /^data: \{"seq":(\d+),/.exec(line)?.[1]
        if (seq) got.push(Number(seq))
      }
      if (got.length === total) break
    }
    expect(got).toEqual(range(1, total))
  })
})
