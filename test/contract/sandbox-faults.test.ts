import { describe, expect, test } from 'vitest'
import { ORDERED_REFUSALS } from '../../src/sandbox/http/problems.ts'
import {
  eventually,
  RULES_PATH,
  startSandbox,
  STREAM_PATH,
  TOKEN,
  type StreamReader,
  type TestSandbox,
} from './sandbox-reader.ts'

async function openWithPosts(x: TestSandbox, query?: string): Promise<StreamReader> {
  await x.addRules('coffee')
  const reader = await x.openStream(query)
  await x.control({ action: 'emit', posts: 3 })
  await reader.takePosts(3)
  return reader
}

describe('faults on an open stream', () => {
  test('disconnect ends it in good order: everything written arrives', async () => {
    await using x = await startSandbox()
    const reader = await openWithPosts(x)
    await x.control({ action: 'emit', posts: 500 })
    expect(await x.control({ action: 'disconnect' })).toEqual({ action: 'disconnect', affected: 1 })
    expect(await reader.untilEnded()).toBe('end')
    const { deliveredIds } = x.sandbox.state()
    expect(reader.posts.map(({ data }) => (data as { id: string }).id)).toEqual(deliveredIds)
    expect(x.sandbox.state().connections.open).toBe(0)
  })

  test('reset cuts the socket', async () => {
    await using x = await startSandbox()
    const reader = await openWithPosts(x)
    await x.control({ action: 'reset' })
    const ended = await reader.untilEnded()
    expect(ended).toBeInstanceOf(Error)
    expect(ended).toMatchObject({
      code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) as string,
    })
    await eventually(() => x.sandbox.state().connections.open === 0)
  })

  test('stall sends nothing, no keep-alive either, and keeps the socket; unstall goes on', async () => {
    await using x = await startSandbox({ keepAliveMs: 5, rate: 1000 })
    const reader = await openWithPosts(x)
    await x.control({ action: 'stall' })
    const { produced, delivered } = x.sandbox.state()
    await reader.takePosts(delivered)
    await eventually(() => x.sandbox.state().produced > produced + 300)
    const silentAt = reader.bytes.length
    // Hundreds of posts and many keep-alives later not a byte has come.
    await eventually(() => x.sandbox.state().produced > produced + 900)
    expect(reader.bytes.length).toBe(silentAt)
    expect(x.sandbox.state().delivered).toBe(delivered)
    expect(reader.ended).toBeNull()
    expect(x.sandbox.state().connections.open).toBe(1)
    await x.control({ action: 'unstall' })
    await reader.takePosts(delivered + 10)
    expect(reader.lines).toContain('')
  })

  test.each([
    ['OperationalDisconnect', 'This stream has been disconnected for operational reasons.'],
    [
      'UpstreamOperationalDisconnect',
      'This stream has been disconnected upstream for operational reasons.',
    ],
    ['ForceDisconnect', 'This stream has been disconnected for operational reasons.'],
  ])('in-stream-error %s is X’s line and then the end', async (disconnectType, detail) => {
    await using x = await startSandbox()
    await x.control({ action: 'pause' })
    const reader = await openWithPosts(x)
    await x.control({ action: 'in-stream-error', disconnectType })
    expect(await reader.untilEnded()).toBe('end')
    expect(reader.posts.at(-1)).toEqual({
      errors: [
        {
          title: 'operational-disconnect',
          disconnect_type: disconnectType,
          detail,
          type: 'https://api.x.com/2/problems/operational-disconnect',
        },
      ],
    })
  })

  test('in-stream-error without close goes on', async () => {
    await using x = await startSandbox()
    const reader = await openWithPosts(x)
    await x.control({ action: 'in-stream-error', close: false })
    await reader.until(({ bytes }) => bytes.includes('operational-disconnect'))
    await reader.takePosts(reader.posts.length + 2)
  })

  test('inject sends the bytes as they are', async () => {
    await using x = await startSandbox()
    await x.control({ action: 'pause' })
    const reader = await openWithPosts(x)
    const before = reader.bytes.length
    const odd = Buffer.from([0x00, 0xff, 0x0d, 0x0a, 0x7b, 0xc3])
    await x.control({ action: 'inject', base64: odd.toString('base64') })
    await reader.until(({ bytes }) => bytes.length >= before + odd.length)
    expect(reader.bytes.subarray(before)).toEqual(odd)
  })

  test('drip sends one byte a write, and the lines are the same', async () => {
    await using x = await startSandbox()
    await x.control({ action: 'pause' })
    const reader = await openWithPosts(x, '')
    const whole = reader.chunks.length
    await x.control({ action: 'drip' })
    await x.control({ action: 'emit', posts: 5 })
    await reader.takePosts(8)
    expect(reader.chunks.slice(whole).every((chunk) => chunk.length === 1)).toBe(true)
    expect(reader.posts.map(({ data }) => (data as { id: string }).id)).toEqual(
      x.sandbox.state().deliveredIds,
    )
    await x.control({ action: 'drip', bytes: 0 })
    const dripped = reader.chunks.length
    await x.control({ action: 'emit', posts: 5 })
    await reader.takePosts(13)
    expect(reader.chunks[dripped]!.length).toBeGreaterThan(100)
  })

  test('a stream in pieces that is told to end still arrives whole', async () => {
    await using x = await startSandbox()
    await x.control({ action: 'pause' })
    const reader = await openWithPosts(x, '')
    await x.control({ action: 'drip', bytes: 7 })
    // In one go: almost all of it is still in pieces when the end is told.
    x.sandbox.control({ action: 'emit', posts: 200 })
    x.sandbox.control({ action: 'disconnect' })
    expect(await reader.untilEnded()).toBe('end')
    expect(reader.posts).toHaveLength(203)
  })
})

describe('refusals that were ordered', () => {
  const all = Object.entries(ORDERED_REFUSALS).flatMap(([status, variants]) =>
    Object.keys(variants).map((variant) => [Number(status), variant] as const),
  )

  test.each(all)(
    '%d %s is served to the next connects, then the stream opens',
    async (status, variant) => {
      await using x = await startSandbox()
      await x.addRules('coffee')
      await x.control({ action: 'status', status, variant, count: 2 })
      for (let i = 0; i < 2; i++) {
        const answer = await x.get(STREAM_PATH)
        expect(answer.status).toBe(status)
        expect(answer.text).toBe(ORDERED_REFUSALS[status]![variant]!().text)
        expect(answer.headers).toHaveProperty('x-rate-limit-reset')
      }
      expect(x.sandbox.state().orderedRefusals).toBe(0)
      await (await x.openStream()).takePosts(1)
    },
  )

  test('an ordered rate limit says that the budget is spent, TooManyConnections that it is not', async () => {
    await using x = await startSandbox()
    const remaining = async (variant: string): Promise<unknown> => {
      await x.control({ action: 'status', status: 429, variant })
      return (await x.get(STREAM_PATH)).headers['x-rate-limit-remaining']
    }
    expect(await remaining('rate-limited')).toBe('0')
    expect(await remaining('rate-limited-old')).toBe('0')
    expect(await remaining('too-many-connections')).toBe('47')
  })

  test('the bodies are those a client has to tell apart', async () => {
    await using x = await startSandbox()
    const body = async (status: number, variant: string): Promise<string> => {
      await x.control({ action: 'status', status, variant })
      return (await x.get(STREAM_PATH)).text
    }
    expect(await body(402, 'credits-depleted-old')).toContain('"account_id":1700000000000000123,')
    expect(await body(402, 'credits-depleted')).toContain(
      '"type":"https://api.x.com/2/problems/credits-depleted"',
    )
    expect(await body(403, 'spend-cap')).toContain('/problems/spend-cap-reached"')
    expect(await body(403, 'unsupported-authentication')).toContain('[OAuth 2.0 Application-Only]')
    expect(await body(429, 'rate-limited-old')).toBe(
      '{"errors":[{"code":88,"message":"Rate limit exceeded"}]}',
    )
    expect(await body(429, 'usage-capped')).toContain('"period":"Monthly"')
    expect(await body(503, 'empty')).toBe('')
    expect(await body(503, 'html')).toMatch(/^<!DOCTYPE html>/)
  })

  test('go to the endpoint they were ordered for, or to any', async () => {
    await using x = await startSandbox()
    await x.control({ action: 'status', status: 503, endpoint: 'rules-list' })
    expect((await x.get('/2/usage/tweets')).status).toBe(200)
    expect((await x.get(RULES_PATH)).status).toBe(503)
    expect((await x.get(RULES_PATH)).status).toBe(200)
    await x.control({ action: 'status', status: 401, endpoint: 'any' })
    expect((await x.get('/2/usage/tweets')).status).toBe(401)
  })

  test('faults may be in force from the start', async () => {
    await using x = await startSandbox({
      faults: [{ action: 'status', status: 403, variant: null, count: 1, endpoint: 'any' }],
    })
    expect((await x.get(RULES_PATH)).json['type']).toContain('spend-cap-reached')
  })
})

describe('settings on demand', () => {
  test('skew-ms moves the whole clock: Date, ids and resets', async () => {
    await using x = await startSandbox()
    await x.control({ action: 'skew-ms', ms: 600_000 })
    const { headers } = await x.get(RULES_PATH)
    const aheadMs = Date.parse(String(headers['date'])) - Date.now()
    expect(aheadMs).toBeGreaterThan(595_000)
    expect(aheadMs).toBeLessThan(605_000)
    expect(Number(headers['x-rate-limit-reset']) * 1000 - Date.now()).toBeGreaterThan(20 * 60_000)
    await x.addRules('coffee')
    const reader = await x.openStream('tweet.fields=created_at')
    const [post] = await reader.takePosts(1)
    const createdAtMs = Date.parse((post!['data'] as { created_at: string }).created_at)
    expect(createdAtMs - Date.now()).toBeGreaterThan(595_000)
    await x.control({ action: 'skew-ms', ms: -600_000 })
    await reader.takePosts(5)
    const ids = reader.posts.map(({ data }) => BigInt((data as { id: string }).id))
    expect(ids.every((id, index) => index === 0 || id > ids[index - 1]!)).toBe(true)
    expect(Date.parse(String((await x.get(RULES_PATH)).headers['date'])) - Date.now()).toBeLessThan(
      -595_000,
    )
  })

  test('rate-limit, rules-cap and max-connections take effect at once', async () => {
    await using x = await startSandbox()
    await x.control({ action: 'rate-limit', endpoint: 'rules-list', limit: 1 })
    expect((await x.get(RULES_PATH)).headers['x-rate-limit-remaining']).toBe('0')
    expect((await x.get(RULES_PATH)).status).toBe(429)
    await x.control({ action: 'rules-cap', rules: 1 })
    expect((await x.post(RULES_PATH, { add: [{ value: 'a1' }, { value: 'b1' }] })).status).toBe(422)
    await x.addRules('coffee')
    await x.control({ action: 'max-connections', connections: 2 })
    const [one, two] = [await x.openStream(''), await x.openStream('')]
    await one.takePosts(2)
    await two.takePosts(2)
    expect(x.sandbox.state().connections).toMatchObject({ open: 2, maxOpen: 2 })
    await x.control({ action: 'max-connections', connections: 0 })
    expect((await x.get(STREAM_PATH)).status).toBe(429)
  })

  test('rate, pause, resume and emit govern the posts', async () => {
    await using x = await startSandbox()
    await x.addRules('coffee')
    await x.control({ action: 'pause' })
    const { produced } = x.sandbox.state()
    expect(await x.control({ action: 'emit', posts: 7 })).toEqual({ action: 'emit', affected: 7 })
    expect(x.sandbox.state().produced).toBe(produced + 7)
    await x.control({ action: 'rate', postsPerSecond: 5000 })
    await x.control({ action: 'resume' })
    await eventually(() => x.sandbox.state().produced > produced + 1000)
  })

  test('keep-alive-ms reaches streams that are open', async () => {
    await using x = await startSandbox({ keepAliveMs: 3_600_000 })
    await x.control({ action: 'pause' })
    const reader = await openWithPosts(x)
    const { length } = reader.lines
    await x.control({ action: 'keep-alive-ms', ms: 5 })
    await reader.until(({ lines }) => lines.length > length + 2)
    expect(reader.lines.at(-1)).toBe('')
  })

  test('forget-rules leaves the stream open and without posts', async () => {
    await using x = await startSandbox({ rate: 1000, keepAliveMs: 5 })
    const reader = await openWithPosts(x)
    await x.control({ action: 'forget-rules' })
    const { produced } = x.sandbox.state()
    const { length } = reader.lines
    await reader.until(({ lines }) => lines.length > length + 3 && lines.slice(-3).join('') === '')
    expect(x.sandbox.state().produced).toBe(produced)
    expect((await x.get(RULES_PATH)).json).not.toHaveProperty('data')
  })

  test('a control request that is not understood is 400, without the bearer 401', async () => {
    await using x = await startSandbox()
    const answer = await x.post('/sandbox/control', { action: 'explode' })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('action must be one of disconnect, reset')
    expect(
      (await x.post('/sandbox/control', { action: 'pause' }, { authorization: 'Bearer no' }))
        .status,
    ).toBe(401)
    expect((await x.get('/sandbox/state', { authorization: `Bearer ${TOKEN}x` })).status).toBe(401)
  })

  test('the state gives delivered ids in order, piece by piece', async () => {
    await using x = await startSandbox()
    await x.control({ action: 'pause' })
    const reader = await openWithPosts(x)
    await x.control({ action: 'emit', posts: 20 })
    await reader.takePosts(23)
    const ids: string[] = []
    for (let after = 0; ids.length < 23;) {
      const { json } = await x.get(`/sandbox/state?after=${after}&limit=10`)
      const piece = json as {
        deliveredIds: string[]
        firstIndex: number
        nextAfter: number
        delivered: number
      }
      expect(piece).toMatchObject({ firstIndex: after, delivered: 23 })
      ids.push(...piece.deliveredIds)
      after = piece.nextAfter
    }
    expect(ids).toEqual(reader.posts.map(({ data }) => (data as { id: string }).id))
    expect((await x.get('/sandbox/state?before=1')).status).toBe(400)
  })
})
