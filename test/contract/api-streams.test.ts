import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asStreamId } from '../../src/domain/ids.ts'
import { openApi, openFeed, type Answer, type Api } from './api-fixture.ts'

const TOKEN = 'AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid%2BULvsea4JtiGRiSDSJSI%3DEUif'

let api: Api
beforeEach(async () => {
  api = await openApi()
})
afterEach(() => api[Symbol.asyncDispose]())

const VALID = { network: 'x', kind: 'filtered', name: 'My X', token: TOKEN }
const create = (body: object = {}): Promise<Answer> =>
  api.call('POST', '/api/v1/streams', { body: { ...VALID, ...body } })
const patch = (id: string, body: object): Promise<Answer> =>
  api.call('PATCH', `/api/v1/streams/${id}`, { body })

describe('creating', () => {
  test('a stream is created, runs, and never shows its token (INV-10)', async () => {
    const answer = await create()
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      id: 'my-x',
      name: 'My X',
      network: 'x',
      kind: 'filtered',
      sandbox: false,
      apiUrl: 'https://api.x.com',
      partition: null,
      backfillMinutes: null,
      expansions: null,
      token: { set: true, last4: 'EUif' },
      desired: 'running',
      owner: null,
      received: 0,
      stored: 0,
      problem: null,
    })
    expect(answer.headers['location']).toBe('/api/v1/streams/my-x')
    expect(api.published).toEqual(['streams'])
    const read = await api.get('/api/v1/streams/my-x')
    expect(read.body).toEqual(answer.body)
    const list = await api.get('/api/v1/streams')
    expect(list.body).toEqual({ data: [answer.body], nextCursor: null })
    for (const { text } of [answer, read, list]) {
      expect(text).not.toContain(TOKEN)
      expect(text).not.toContain('sealed')
    }
    const claim = await api.store.claimStream(asStreamId('my-x'), 'test:1:1' as never, 1_000)
    expect(claim?.sealedToken).toBe(`sealed:${TOKEN.length}`)
  })

  test('what X needs for larger tiers can be set, and whether it is to run', async () => {
    const settings = {
      kind: 'sample10',
      partition: 2,
      backfillMinutes: 5,
      expansions: ['author_id'],
      fields: { tweet: ['source'], user: ['description'] },
    }
    const answer = await create({
      ...settings,
      desired: 'stopped',
      apiUrl: 'https://x.example/api/',
    })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      ...settings,
      desired: 'stopped',
      apiUrl: 'https://x.example/api',
    })
  })

  test('two streams of one name have different ids, and a name without letters has one too', async () => {
    const ids = [await create(), await create(), await create({ name: '日本' })].map(
      (a) => a.body.id,
    )
    expect(new Set(ids).size).toBe(3)
    expect(ids[2]).toBe('x')
    expect((await create({ name: '  Crème brûlée!  ' })).body).toMatchObject({
      id: 'creme-brulee',
      name: 'Crème brûlée!',
    })
  })

  test.each([
    ['no token', { token: undefined }, 'stream.invalid-token'],
    ['an empty token', { token: ' ' }, 'stream.invalid-token'],
    ['a token with a line break', { token: `${TOKEN}\n` }, 'stream.invalid-token'],
    ['a token with the word Bearer', { token: `Bearer ${TOKEN}` }, 'stream.invalid-token'],
    [
      'a token that was URL-encoded again',
      { token: encodeURIComponent(TOKEN) },
      'stream.invalid-token',
    ],
    ['a token in other letters', { token: 'абвгд' }, 'stream.invalid-token'],
    ['http to another host', { apiUrl: 'http://api.x.com' }, 'stream.invalid-api-url'],
    ['an address that is none', { apiUrl: 'api.x.com' }, 'stream.invalid-api-url'],
    ['another scheme', { apiUrl: 'file:///etc/passwd' }, 'stream.invalid-api-url'],
    ['an address with a password', { apiUrl: 'https://a:b@x.example' }, 'stream.invalid-api-url'],
    ['an address with a query', { apiUrl: 'https://x.example/?a=1' }, 'stream.invalid-api-url'],
    [
      'a network that is not read yet',
      { network: 'bluesky', kind: 'jetstream' },
      'stream.unsupported',
    ],
    ['a kind of another network', { kind: 'jetstream' }, 'stream.unsupported'],
    ['a firehose without its partition', { kind: 'firehose' }, 'stream.invalid-settings'],
    ['a partition it has not', { kind: 'firehose-ja', partition: 3 }, 'stream.invalid-settings'],
    ['a partition where there are none', { partition: 2 }, 'stream.invalid-settings'],
    ['a network that is none', { network: 'myspace' }, 'request.invalid-value'],
    ['a blank name', { name: '  ' }, 'request.invalid-value'],
    ['a partition out of range', { partition: 0 }, 'request.invalid-value'],
    ['a field that is no name', { fields: { tweet: ['id,text'] } }, 'request.invalid-value'],
    ['too long a backfill', { backfillMinutes: 6 }, 'request.invalid-value'],
  ])('%s is 422 and nothing is stored', async (_, body, code) => {
    const answer = await create(body)
    expect([answer.status, answer.body.code]).toEqual([422, code])
    expect(answer.text).not.toContain(TOKEN)
    expect((await api.get('/api/v1/streams')).body.data).toEqual([])
    expect(api.published).toEqual([])
  })

  test.each([
    ['no name', { name: undefined }],
    ['a number as token', { token: 5 }],
    ['a text as partition', { partition: '2' }],
    ['a part of a partition', { partition: 1.5 }],
    ['an unknown field', { tokn: 'x' }],
    ['fields of nothing known', { fields: { tweets: ['id'] } }],
    ['a sandbox of one’s own', { sandbox: true }],
  ])('%s is 400', async (_, body) => {
    const answer = await create(body)
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid-body'])
  })

  test('http is taken on loopback, where a stand-in for X may run', async () => {
    for (const apiUrl of ['http://127.0.0.1:8787', 'http://localhost:8787', 'http://[::1]:8787']) {
      expect((await create({ apiUrl })).body.apiUrl).toBe(apiUrl)
    }
  })
})

describe('changing', () => {
  test('the name, the settings and the token can be changed', async () => {
    await create()
    expect((await patch('my-x', { name: 'Renamed' })).body).toMatchObject({
      id: 'my-x',
      name: 'Renamed',
      token: { last4: 'EUif' },
    })
    expect((await patch('my-x', { token: 'second-token' })).body.token.last4).toBe('oken')
    const { body } = await patch('my-x', { backfillMinutes: 3 })
    expect(body).toMatchObject({ backfillMinutes: 3, apiUrl: 'https://api.x.com', name: 'Renamed' })
    expect(api.published).toHaveLength(4)
    const refused = await patch('my-x', { partition: 3 })
    expect([refused.status, refused.body.code]).toEqual([422, 'stream.invalid-settings'])
  })

  test('a token is never sent to another host than it was given for (INV-10)', async () => {
    await create()
    const answer = await patch('my-x', { apiUrl: 'https://evil.example' })
    expect([answer.status, answer.body.code]).toEqual([422, 'stream.invalid-token'])
    expect((await api.get('/api/v1/streams/my-x')).body.apiUrl).toBe('https://api.x.com')
    expect((await patch('my-x', { apiUrl: 'https://api.x.com/' })).status).toBe(200)
    const both = await patch('my-x', { apiUrl: 'https://other.example', token: 'new-token' })
    expect(both.body.apiUrl).toBe('https://other.example')
  })

  test('the sandbox can be renamed, nothing else', async () => {
    const { streamId } = await openFeed(api, { sandbox: true })
    expect((await patch(streamId, { name: 'Practice' })).body.name).toBe('Practice')
    expect((await patch(streamId, { token: 'abc' })).body.code).toBe('stream.is-sandbox')
    expect((await patch(streamId, { partition: 1 })).status).toBe(422)
  })

  test.each([{ network: 'bluesky' }, { kind: 'sample' }, { desired: 'stopped' }, { id: 'y' }])(
    '%j is 400',
    async (body) => {
      await create()
      expect((await patch('my-x', body)).status).toBe(400)
    },
  )
})

describe('running', () => {
  test('stop answers when it is true, with the time', async () => {
    await create()
    const answer = await api.call('POST', '/api/v1/streams/my-x/stop')
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ id: 'my-x', desired: 'stopped', state: 'stopped' })
    expect(answer.body.stoppedAt).toBe(answer.body.since)
    expect(api.published.at(-1)).toBe('streams')
    const started = await api.call('POST', '/api/v1/streams/my-x/start')
    expect([started.status, started.body.desired]).toEqual([200, 'running'])
    expect(started.body).not.toHaveProperty('stoppedAt')
  })

  test('a body that says it is JSON and is empty is none', async () => {
    await create()
    const headers = { 'content-type': 'application/json' }
    expect(
      (await api.call('POST', '/api/v1/streams/my-x/start', { rawBody: '', headers })).status,
    ).toBe(200)
  })

  test('whoever asked for a stop and leaves ends only the waiting', async () => {
    const { promise: waiting, resolve: isWaiting } = Promise.withResolvers<AbortSignal>()
    await using slow = await openApi({
      stopStream: (_id, signal) => {
        isWaiting(signal)
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        })
      },
    })
    await slow.call('POST', '/api/v1/streams', { body: VALID })
    const leaving = new AbortController()
    const answer = fetch(`${slow.url}/api/v1/streams/my-x/stop`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: leaving.signal,
    })
    const signal = await waiting
    // A body that has been read is no reason to think that the client has gone.
    await slow.get('/healthz')
    expect(signal.aborted).toBe(false)
    leaving.abort()
    await expect(answer).rejects.toThrow(/abort/)
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    }
    expect(signal.reason).toMatchObject({ code: 'request.client-gone' })
  })

  test('only a stopped stream can be deleted', async () => {
    const { streamId } = await openFeed(api)
    const refused = await api.call('DELETE', `/api/v1/streams/${streamId}`)
    expect([refused.status, refused.body.code]).toEqual([409, 'stream.not-stopped'])
    await create({ desired: 'stopped' })
    expect((await api.call('DELETE', '/api/v1/streams/my-x')).status).toBe(204)
    expect((await api.get('/api/v1/streams/my-x')).status).toBe(404)
  })

  test.each(['nobody', 'My-X', 'a b', 'ü', '-', 'x'.repeat(300)])(
    'the id %j is 404 for every verb',
    async (id) => {
      await create()
      const path = `/api/v1/streams/${encodeURIComponent(id)}`
      for (const [method, suffix, body] of [
        ['PATCH', '', { name: 'n' }],
        ['DELETE', ''],
        ['POST', '/start'],
        ['POST', '/stop'],
      ] as const) {
        const answer = await api.call(method, path + suffix, body ? { body } : {})
        expect([method, answer.status]).toEqual([method, 404])
      }
      expect(api.published).toEqual(['streams'])
    },
  )
})
