import type { ServerResponse } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import { BatchBuilder } from '../../src/batch-builder.ts'
import type { WakeTopic } from '../../src/domain/wake-topic.ts'
import { createWake } from '../../src/lib/wake.ts'
import { createRecentSearch } from '../../src/sources/x/search-recent.ts'
import {
  sendJson,
  startTestServer,
  type ReceivedRequest,
} from '../../src/sources/x/server-fixture.ts'
import { createXHttp } from '../../src/sources/x/x-http.ts'
import { GapKeeper } from '../../src/supervisor/heal-gaps.ts'
import {
  addKeyword,
  addRunningStream,
  logger,
  makeBatch,
  openFresh,
  START,
  type TestStore,
} from './store-fixture.ts'

const SECOND = 1_000
const DAY = 86_400_000
const GAP = { fromMs: START + 10 * SECOND, toMs: START + 30 * SECOND }
/** When the gap can be asked for. */
const READY = GAP.toMs + 60 * SECOND

type Handle = (request: ReceivedRequest, response: ServerResponse) => void

/** One held stream with a gap, its keeper, and a search that answers what the test lets it. */
async function openKeeper(
  fresh: TestStore,
  queries: readonly string[],
  handle: Handle,
  options: { nowMs?: number; clockSkewMs?: number } = {},
) {
  const { store, clock } = fresh
  const keywords = []
  for (const query of queries) keywords.push(await addKeyword(store, query))
  const held = await addRunningStream(store, START)
  const reports = keywords.map(({ id }) => {
    return { keywordId: id, version: 1, status: 'live', problem: null } as const
  })
  await store.writeDeliveries(held.id, held.epoch, START, reports)
  const live = (atMs: number) => ({ atMs, state: 'live', reason: null }) as const
  await store.appendBatches([
    makeBatch(held, 1, [], { coverage: [live(START)], coveredUntilMs: GAP.fromMs }),
  ])
  const epoch = (await store.claimStream(
    held.id,
    (await store.readStream(held.id))!.owner!,
    15_000,
  ))!.stream.epoch
  const builder = new BatchBuilder(held.id, epoch)
  builder.mark(live(GAP.toMs))
  builder.addHeartbeat(GAP.toMs + SECOND)
  await store.appendBatches([builder.take(0)!])
  clock.set(options.nowMs ?? READY)
  const server = await startTestServer(handle)
  const http = createXHttp({
    apiUrl: server.url,
    token: () => 'a-bearer-token',
    userAgent: 'magpie/test',
    connectTimeoutMs: 2_000,
    clock,
  })
  const wake = createWake<WakeTopic>()
  let looks = 0
  const keeper = new GapKeeper({
    stream: held,
    healer: createRecentSearch({ http, expansions: null }),
    store: {
      async listGaps(id, endsAfterMs) {
        const gaps = await store.listGaps(id, endsAfterMs)
        looks++
        return gaps
      },
    },
    wake,
    clock,
    logger,
    clockSkewMs: () => options.clockSkewMs ?? 0,
    async send(found, healing) {
      await store.appendBatches([builder.takeRecovered(found, healing, 0)])
    },
  })
  const stop = new AbortController()
  const running = keeper.run(stop.signal)
  const interval = async () => {
    const range = { streamId: held.id, fromMs: GAP.fromMs, toMs: GAP.toMs }
    return (await store.readCoverage(range)).intervals.at(-1)!
  }
  return {
    store,
    server,
    keeper,
    keywords,
    interval,
    /** How often the keeper has looked for gaps. */
    looks: () => looks,
    /** Makes it look until it has looked so often: by then what an earlier look began is done. */
    nudge: (wanted: number) =>
      vi.waitFor(() => {
        wake.publish('coverage')
        expect(looks).toBeGreaterThan(wanted)
      }),
    isHealed: () => vi.waitFor(async () => expect((await interval()).state).toBe('healed'), 20_000),
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the test is over'))
      await running
      await server[Symbol.asyncDispose]()
    },
  }
}

function postOf(id: string, text: string, atMs = GAP.fromMs + SECOND) {
  return { id, text, author_id: '5', created_at: new Date(atMs).toISOString(), lang: 'en' }
}

function page(posts: readonly unknown[], nextToken?: string) {
  return { data: posts, meta: { result_count: posts.length, next_token: nextToken } }
}

describe('healing a gap', () => {
  test('all pages are read, an interrupted one again, and every post is given to the keywords it matches', async () => {
    await using fresh = await openFresh('sqlite')
    let cuts = 1
    await using healed = await openKeeper(fresh, ['coffee', 'tea'], ({ query }, response) => {
      if (query.get('next_token') === null) {
        sendJson(response, 200, page([postOf('3', 'tea and coffee'), postOf('2', 'juice')], 'p2'))
      } else if (cuts-- > 0) response.destroy()
      else sendJson(response, 200, page([postOf('1', 'tea')]))
    })
    await healed.isHealed()
    const { server, store, keywords } = healed
    expect(server.requests.map(({ query }) => query.get('next_token'))).toEqual([null, 'p2', 'p2'])
    expect(server.requests[0]!.query.get('query')).toBe('(coffee) OR (tea)')
    const [coffee, tea] = keywords.map(({ id }) => id)
    expect(await store.readPost('x', '3')).toMatchObject({
      keywords: [coffee, tea],
      recovered: true,
    })
    expect((await store.readPost('x', '1'))?.keywords).toEqual([tea])
    // No keyword of ours explains it: search was asked more widely than the stream's rules.
    expect(await store.readPost('x', '2')).toBeNull()
    expect(await healed.interval()).toMatchObject({
      reason: 'process-lost',
      healedBy: 'recent-search',
      recovered: 2,
      healing: { missing: ['reposts', 'quoted-text', 'deleted'], leftOut: [], problem: null },
    })
  })

  test('times are asked for by the clock of X, from a little before the gap', async () => {
    await using fresh = await openFresh('sqlite')
    const answer: Handle = (_request, response) => sendJson(response, 200, page([]))
    await using healed = await openKeeper(fresh, ['coffee'], answer, { clockSkewMs: 600 * SECOND })
    await healed.isHealed()
    const { query } = healed.server.requests[0]!
    expect(Date.parse(query.get('start_time')!)).toBe(GAP.fromMs - 610 * SECOND)
    expect(Date.parse(query.get('end_time')!)).toBe(GAP.toMs - 598 * SECOND)
  })

  test('nothing is asked for before it is old enough', async () => {
    await using fresh = await openFresh('sqlite')
    const askedAtMs: number[] = []
    const answer: Handle = (_request, response) => {
      askedAtMs.push(fresh.clock.nowMs())
      sendJson(response, 200, page([]))
    }
    const nowMs = GAP.toMs + 10 * SECOND
    await using healed = await openKeeper(fresh, ['coffee'], answer, { nowMs })
    // A look begins only when the one before has done what it found.
    await healed.nudge(2)
    fresh.clock.set(READY)
    healed.keeper.tryNow()
    await healed.isHealed()
    expect(askedAtMs).toEqual([READY])
  })

  test('beyond seven days the gap stays, what is within is healed', async () => {
    await using fresh = await openFresh('sqlite')
    const answer: Handle = (_request, response) => sendJson(response, 200, page([]))
    const nowMs = GAP.fromMs + 7 * DAY - 50 * SECOND
    await using healed = await openKeeper(fresh, ['coffee'], answer, { nowMs })
    await healed.isHealed()
    const range = { streamId: null, fromMs: GAP.fromMs, toMs: GAP.toMs }
    const { intervals } = await healed.store.readCoverage(range)
    expect(intervals.map(({ state, fromMs, toMs }) => [state, fromMs, toMs])).toEqual([
      ['gap', GAP.fromMs, GAP.fromMs + 10 * SECOND],
      ['healed', GAP.fromMs + 10 * SECOND, GAP.toMs],
    ])
  })

  test('a query that X does not take leaves out the keyword that is to blame, with X’s words', async () => {
    await using fresh = await openFresh('sqlite')
    const queries = ['one', 'two', 'bad', 'four', 'five']
    await using healed = await openKeeper(fresh, queries, ({ query }, response) => {
      if (!query.get('query')!.includes('bad')) {
        sendJson(response, 200, page([postOf('9', 'four')]))
        return
      }
      const errors = [{ message: 'Reference to invalid operator' }]
      sendJson(response, 400, { errors, title: 'Invalid Request', detail: 'no' })
    })
    await healed.isHealed()
    expect((await healed.interval()).healing?.leftOut).toEqual([
      {
        keywordId: healed.keywords[2]!.id,
        reason: expect.stringContaining('Reference to invalid operator') as string,
      },
    ])
    expect((await healed.store.readPost('x', '9'))?.keywords).toEqual([healed.keywords[3]!.id])
  })

  test('a gap of which every query is refused stays, says why, and does not hold up the next one', async () => {
    await using fresh = await openFresh('sqlite')
    let queries = 0
    await using healed = await openKeeper(fresh, ['bad', 'worse'], (_request, response) => {
      queries++
      sendJson(response, 400, { errors: [{ message: 'no' }], title: 'Invalid Request' })
    })
    await vi.waitFor(async () =>
      expect(await healed.interval()).toMatchObject({
        state: 'gap',
        healing: { problem: { code: 'heal.no-query' } },
      }),
    )
    // Together, then each alone; not again before its time is come.
    expect(queries).toBe(3)
    const looks = healed.looks()
    await healed.nudge(looks + 2)
    expect(queries).toBe(3)
    healed.keeper.tryNow()
    await vi.waitFor(() => expect(queries).toBe(6))
  })

  test('a keyword is given only what was posted while it was being delivered', async () => {
    await using fresh = await openFresh('sqlite')
    const before = postOf('1', 'coffee', START - SECOND)
    const inside = postOf('2', 'coffee')
    await using healed = await openKeeper(fresh, ['coffee'], (_request, response) =>
      sendJson(response, 200, page([inside, before])),
    )
    await healed.isHealed()
    expect(await healed.store.readPost('x', '2')).not.toBeNull()
    expect(await healed.store.readPost('x', '1')).toBeNull()
  })

  test('nothing that could be asked for: the gap stays and says so', async () => {
    await using fresh = await openFresh('sqlite')
    const answer: Handle = (_request, response) => sendJson(response, 200, page([]))
    await using healed = await openKeeper(fresh, ['coffee sample:10'], answer)
    await vi.waitFor(async () =>
      expect(await healed.interval()).toMatchObject({
        state: 'gap',
        healing: { problem: { code: 'heal.no-query', detail: expect.stringContaining('sample:') } },
      }),
    )
    expect(healed.server.requests).toEqual([])
  })

  test('an account without search keeps its gap, is not asked again at once, and is when somebody says start', async () => {
    await using fresh = await openFresh('sqlite')
    let isAllowed = false
    await using healed = await openKeeper(fresh, ['coffee'], (_request, response) => {
      if (isAllowed) sendJson(response, 200, page([]))
      else sendJson(response, 402, { title: 'CreditsDepleted', detail: 'x', type: 'about:blank' })
    })
    const problem = async () => (await healed.interval()).healing?.problem?.code
    await vi.waitFor(async () => expect(await problem()).toBe('x.credits-depleted'))
    expect(await healed.interval()).toMatchObject({ state: 'gap', reason: 'process-lost' })
    expect(healed.server.requests).toHaveLength(1)
    isAllowed = true
    healed.keeper.tryNow()
    await healed.isHealed()
    expect(healed.server.requests).toHaveLength(2)
    expect((await healed.interval()).healing?.problem).toBeNull()
  })

  test('a spent limit is waited for where it stands, and a stop ends the wait', async () => {
    await using fresh = await openFresh('sqlite')
    const healed = await openKeeper(fresh, ['coffee'], ({ query }, response) => {
      if (query.get('next_token') === null) {
        sendJson(response, 200, page([postOf('1', 'coffee')], 'p2'))
        return
      }
      response.setHeader('x-rate-limit-reset', String(READY / 1000 + 300))
      sendJson(response, 429, { title: 'Too Many Requests' })
    })
    await vi.waitFor(() => expect(healed.server.requests).toHaveLength(2))
    await vi.waitFor(async () => expect((await healed.interval()).recovered).toBe(1))
    expect(await healed.interval()).toMatchObject({ state: 'gap', healedBy: null })
    await healed[Symbol.asyncDispose]()
    expect(healed.server.requests).toHaveLength(2)
  })
})
