import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openApi, openFeed, type Api, type Answer } from './api-fixture.ts'

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

let api: Api
beforeEach(async () => {
  api = await openApi()
})
afterEach(() => api[Symbol.asyncDispose]())

const create = (body: unknown): Promise<Answer> => api.call('POST', '/api/v1/keywords', { body })
const patch = (id: string, body: unknown): Promise<Answer> =>
  api.call('PATCH', `/api/v1/keywords/${id}`, { body })
const preview = (body: unknown): Promise<Answer> =>
  api.call('POST', '/api/v1/keywords/preview', { body })

describe('creating', () => {
  test('a keyword is created whole and can be read at its address', async () => {
    const answer = await create({ query: 'apple lang:en', label: 'Fruit' })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      id: expect.stringMatching(/./),
      query: 'apple lang:en',
      label: 'Fruit',
      active: true,
      networks: null,
      version: 1,
      createdAt: expect.stringMatching(ISO),
      updatedAt: expect.stringMatching(ISO),
      postCount: 0,
      lastPostAt: null,
      delivery: [],
    })
    expect(answer.headers['location']).toBe(`/api/v1/keywords/${answer.body.id}`)
    expect((await api.get(String(answer.headers['location']))).body).toEqual(answer.body)
    expect(api.published).toEqual(['keywords'])
  })

  test('label and networks may be left out, null or given', async () => {
    expect((await create({ query: 'a1', label: null, networks: null })).status).toBe(201)
    const answer = await create({ query: 'a2', networks: ['x', 'bluesky'] })
    expect(answer.body.networks.toSorted()).toEqual(['bluesky', 'x'])
  })

  test('white space around a query is not part of it', async () => {
    const first = await create({ query: '  apple  ' })
    expect(first.body.query).toBe('apple')
    expect((await create({ query: 'apple' })).status).toBe(409)
  })

  test('the same query twice is 409 with the id of the one that is there', async () => {
    const { id } = (await create({ query: 'apple' })).body
    const again = await create({ query: 'apple' })
    expect(again.status).toBe(409)
    expect(again.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(again.body).toMatchObject({ status: 409, code: 'keyword.duplicate', existingId: id })
    expect(api.published).toEqual(['keywords'])
  })

  test('a query X would refuse is 422 with the reason and the position in UTF-16 units', async () => {
    const answer = await create({ query: '🍎 apple (pear' })
    expect(answer.status).toBe(422)
    expect(answer.body).toMatchObject({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      code: 'keyword.invalid-query',
    })
    expect(answer.body.problems).toContainEqual(expect.objectContaining({ position: 9 }))
    expect(answer.body.detail).toBe(answer.body.problems[0].message)
    expect(api.published).toEqual([])
  })

  test.each([
    ['empty', ''],
    ['white space', ' \t\n '],
    ['longer than X takes', 'a'.repeat(1_025)],
    ['longer than can be kept', `${'a '.repeat(1_024)}a`],
  ])('a query that is %s is 422 with a problem', async (_, query) => {
    const answer = await create({ query })
    expect(answer.status).toBe(422)
    expect(answer.body.code).toBe('keyword.invalid-query')
    expect(answer.body.problems[0]).toMatchObject({
      message: expect.stringMatching(/./),
      position: expect.any(Number),
      length: expect.any(Number),
    })
  })

  test('a label of 200 characters is taken, one of 201 is 422', async () => {
    expect((await create({ query: 'a1', label: 'l'.repeat(200) })).status).toBe(201)
    const answer = await create({ query: 'a2', label: 'l'.repeat(201) })
    expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid-value'])
    expect(answer.body.detail).toContain('"label"')
  })

  test.each([
    ['no query', { label: 'x' }],
    ['a number as query', { query: 5 }],
    ['null as query', { query: null }],
    ['a number as label', { query: 'a', label: 1 }],
    ['a text as networks', { query: 'a', networks: 'x' }],
    ['an unknown field', { query: 'a', qury: 'b' }],
    ['a list', [{ query: 'a' }]],
    ['a text', 'a'],
    ['null', null],
  ])('%s is 400', async (_, body) => {
    const answer = await create(body)
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid-body'])
    expect(answer.body.detail).toMatch(/\w/)
  })

  test.each([
    ['an unknown network', ['x', 'myspace']],
    ['no network', []],
    ['the same network twice', ['x', 'x']],
  ])('%s is 422', async (_, networks) => {
    const answer = await create({ query: 'a', networks })
    expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid-value'])
  })
})

describe('reading', () => {
  test('the list comes in pages that meet without overlap', async () => {
    for (let i = 0; i < 7; i++) await create({ query: `word${i}` })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await api.get(`/api/v1/keywords?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
      expect(page.status).toBe(200)
      expect(page.body.data.length).toBeLessThanOrEqual(3)
      seen.push(...page.body.data.map((one: { query: string }) => one.query))
      cursor = page.body.nextCursor
    } while (cursor)
    expect(seen.toSorted()).toEqual(Array.from({ length: 7 }, (_, i) => `word${i}`))
    expect((await api.get('/api/v1/keywords')).body.data).toHaveLength(7)
  })

  test.each(['limit=0', 'limit=1001', 'limit=', 'limit=5.0', 'limit=%205', 'limit=1&limit=2'])(
    '%s is 400',
    async (query) => {
      const answer = await api.get(`/api/v1/keywords?${query}`)
      expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid-parameter'])
    },
  )

  test('a cursor of nobody is 400', async () => {
    expect((await api.get('/api/v1/keywords?cursor=garbage')).status).toBe(400)
  })

  test.each(['999', '0', '-1', '1.0', '01', '1e3', 'abc', '%20', 'a'.repeat(400)])(
    'the id %s is 404 for every verb',
    async (id) => {
      await create({ query: 'apple' })
      for (const [method, path, body] of [
        ['GET', ''],
        ['PATCH', '', { label: 'x' }],
        ['DELETE', ''],
        ['GET', '/history'],
        ['GET', '/series'],
        ['GET', '/top?facet=hashtags'],
        ['GET', '/summary'],
      ] as const) {
        const options = body ? { body } : {}
        const answer = await api.call(method, `/api/v1/keywords/${id}${path}`, options)
        expect([method, path, answer.status, answer.body.code]).toEqual([
          method,
          path,
          404,
          'keyword.not-found',
        ])
      }
    },
  )
})

describe('changing', () => {
  test('query, label, active and networks can be changed, and the history tells', async () => {
    const { id } = (await create({ query: 'apple' })).body
    const edited = await patch(id, { query: 'apple OR pear' })
    expect([edited.status, edited.body.query, edited.body.version]).toEqual([
      200,
      'apple OR pear',
      2,
    ])
    expect((await patch(id, { label: 'Fruit' })).body).toMatchObject({ label: 'Fruit', version: 2 })
    expect((await patch(id, { active: false })).body).toMatchObject({ active: false })
    expect((await patch(id, { active: true, label: null })).body).toMatchObject({
      active: true,
      label: null,
    })
    expect((await patch(id, { networks: ['x'] })).body.networks).toEqual(['x'])
    expect(api.published).toHaveLength(6)

    const history = await api.get(`/api/v1/keywords/${id}/history`)
    expect(history.body.nextCursor).toBeNull()
    const changes = history.body.data.map((one: { change: string }) => one.change)
    expect(changes).toEqual(['edited', 'resumed', 'paused', 'edited', 'created'])
    expect(history.body.data[0]).toMatchObject({ to: null, from: expect.stringMatching(ISO) })
    for (const [newer, older] of history.body.data
      .slice(1)
      .map((one: unknown, i: number) => [history.body.data[i], one])) {
      expect(older.to).toBe(newer.from)
    }
  })

  test('the history comes in pages too', async () => {
    const { id } = (await create({ query: 'apple' })).body
    await patch(id, { query: 'pear' })
    await patch(id, { query: 'plum' })
    const first = await api.get(`/api/v1/keywords/${id}/history?limit=2`)
    // A version made meanwhile does not shift what comes next.
    await patch(id, { query: 'fig' })
    const second = await api.get(
      `/api/v1/keywords/${id}/history?limit=2&cursor=${first.body.nextCursor}`,
    )
    const queries = [...first.body.data, ...second.body.data].map((one) => one.query)
    expect(queries).toEqual(['plum', 'pear', 'apple'])
    expect(second.body.nextCursor).toBeNull()
    expect((await api.get(`/api/v1/keywords/${id}/history?cursor=zzz`)).status).toBe(400)
  })

  test('nothing to change changes nothing', async () => {
    const { body } = await create({ query: 'apple' })
    const answer = await patch(body.id, {})
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ query: 'apple', version: 1 })
  })

  test('an invalid query is 422 and the keyword stays as it is', async () => {
    const { id } = (await create({ query: 'apple' })).body
    expect((await patch(id, { query: 'lang:' })).status).toBe(422)
    expect((await api.get(`/api/v1/keywords/${id}`)).body.query).toBe('apple')
  })

  test("another keyword's query is 409", async () => {
    const first = (await create({ query: 'apple' })).body
    const second = (await create({ query: 'pear' })).body
    const answer = await patch(second.id, { query: 'apple' })
    expect([answer.status, answer.body.existingId]).toEqual([409, first.id])
  })

  test.each([{ active: 'yes' }, { active: 1 }, { active: null }, { version: 3 }, { id: '7' }])(
    '%j is 400',
    async (body) => {
      const { id } = (await create({ query: 'apple' })).body
      expect((await patch(id, body)).status).toBe(400)
    },
  )
})

describe('deleting', () => {
  test('tracking stops, posts stay, the history says so', async () => {
    const { id } = (await create({ query: 'apple' })).body
    const feed = await openFeed(api)
    await feed.commit([{ id: '1', keywordIds: [id] }])
    const answer = await api.call('DELETE', `/api/v1/keywords/${id}`)
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect((await api.get(`/api/v1/keywords/${id}`)).status).toBe(404)
    expect((await api.get('/api/v1/posts')).body.data).toHaveLength(1)
    const history = await api.get(`/api/v1/keywords/${id}/history`)
    expect(history.body.data[0].change).toBe('deleted')
    expect((await api.call('DELETE', `/api/v1/keywords/${id}`)).status).toBe(404)
    expect((await create({ query: 'apple' })).status).toBe(201)
  })

  test('purge takes the posts that no other keyword matched', async () => {
    const a = (await create({ query: 'apple' })).body.id
    const b = (await create({ query: 'pear' })).body.id
    const feed = await openFeed(api)
    await feed.commit([
      { id: '1', keywordIds: [a] },
      { id: '2', keywordIds: [a, b] },
      { id: '3', keywordIds: [b] },
    ])
    expect((await api.call('DELETE', `/api/v1/keywords/${a}?purge=true`)).status).toBe(204)
    const ids = (await api.get('/api/v1/posts')).body.data.map((post: { id: string }) => post.id)
    expect(ids.toSorted()).toEqual(['2', '3'])
  })

  test.each(['purge=yes', 'purge=1', 'purge=', 'force=true'])('%s is 400', async (query) => {
    const { id } = (await create({ query: 'apple' })).body
    expect((await api.call('DELETE', `/api/v1/keywords/${id}?${query}`)).status).toBe(400)
    expect((await api.get(`/api/v1/keywords/${id}`)).status).toBe(200)
  })
})

describe('preview', () => {
  const HOUR_MS = 3_600_000

  test('a valid query shows its length, no problems, and nothing is saved', async () => {
    const answer = await preview({ query: 'coca "cola light" 🍎' })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      valid: true,
      problems: [],
      warnings: expect.any(Array),
      x: { length: 19, limit: 1024 },
      estimate: { postsPerDay: null, source: 'none', usdPerMonth: null },
      sample: [],
    })
    expect((await api.get('/api/v1/keywords')).body.data).toEqual([])
    expect(api.published).toEqual([])
  })

  test('an invalid one is 200 with its problems and where they are', async () => {
    const answer = await preview({ query: 'apple lang:' })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ valid: false, sample: [] })
    expect(answer.body.problems.length).toBeGreaterThan(0)
    expect((await preview({ query: '' })).body).toMatchObject({ valid: false, x: { length: 0 } })
  })

  test('what X takes but may not be meant is a warning', async () => {
    const { body } = await preview({ query: 'apple or pear' })
    expect(body.valid).toBe(true)
    expect(body.warnings).toContainEqual(
      expect.objectContaining({
        position: 6,
        length: 2,
        suggestion: expect.stringContaining('OR'),
      }),
    )
  })

  test('the sample is of stored posts that match', async () => {
    const feed = await openFeed(api)
    await feed.commit([
      { id: '1', post: { text: 'an apple a day' } },
      { id: '2', post: { text: 'a pear' } },
      { id: '3', post: { text: 'Apple and pear' } },
    ])
    const { body } = await preview({ query: 'apple -pear' })
    expect(body.sample.map((post: { id: string }) => post.id)).toEqual(['1'])
    expect((await preview({ query: 'apple', networks: ['bluesky'] })).body.sample).toEqual([])
  })

  test.each([{}, { query: 1 }, { query: 'a', limit: 3 }])('%j is 400', async (body) => {
    expect((await preview(body)).status).toBe(400)
  })

  test('the volume is told from the history of a keyword that contains the query, and only from that', async () => {
    const startMs = Date.now()
    let nowMs = startMs
    await using watched = await openApi({ clock: { nowMs: () => nowMs } })
    const ask = async (query: string) =>
      (await watched.call('POST', '/api/v1/keywords/preview', { body: { query } })).body.estimate
    const none = { postsPerDay: null, source: 'none', usdPerMonth: null }
    const { body } = await watched.call('POST', '/api/v1/keywords', { body: { query: 'apple' } })
    const feed = await openFeed(watched)
    await watched.store.writeDeliveries(feed.streamId, feed.epoch, startMs, [
      { keywordId: body.id, version: 1, status: 'live', problem: null },
    ])
    nowMs = startMs + HOUR_MS / 2
    await feed.commitAt(
      nowMs,
      Array.from({ length: 8 }, (_, i) => ({
        id: String(i),
        keywordIds: [body.id],
        post: { text: i < 2 ? 'apple pie' : 'apple', createdAtMs: startMs + 1_000 + i },
      })),
    )
    // Half an hour was watched: nothing honest can be said yet.
    expect(await ask('apple')).toEqual(none)
    nowMs = startMs + 12 * HOUR_MS
    await feed.commitAt(nowMs, [])
    // 8 posts in 11.5 covered hours; 30 days, half a cent each.
    expect(await ask('apple')).toEqual({ source: 'history', postsPerDay: 16.7, usdPerMonth: 2.5 })
    // A quarter of them.
    expect(await ask('apple pie')).toEqual({
      source: 'history',
      postsPerDay: 4.17,
      usdPerMonth: 0.63,
    })
    expect(await ask('pear')).toEqual(none)
    expect(await ask('apple OR pear')).toEqual(none)
  })

  test('what the sandbox makes tells nothing about X', async () => {
    await openFeed(api, { sandbox: true })
    await create({ query: 'apple' })
    expect((await preview({ query: 'apple' })).body.estimate.source).toBe('none')
  })
})
