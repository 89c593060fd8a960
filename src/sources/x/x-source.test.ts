import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { asKeywordId } from '../../domain/ids.ts'
import { systemClock } from '../../lib/clock.ts'
import { ConfigError } from '../../lib/errors.ts'
import type { Source, SourceItem } from '../source.ts'
import { OPERATIONAL_DISCONNECT, postMessage, wireOf } from './line-fixtures.ts'
import {
  sendJson,
  startTestServer,
  type ReceivedRequest,
  type TestServer,
} from './server-fixture.ts'
import { createXSource, type XSourceOptions } from './x-source.ts'

const NEVER = new AbortController().signal
let server: TestServer

afterEach(async () => {
  await server[Symbol.asyncDispose]()
})

async function setUp(
  handle: (request: ReceivedRequest, response: ServerResponse) => void,
  options: Partial<XSourceOptions> = {},
): Promise<Source> {
  server = await startTestServer(handle)
  return createXSource({
    apiUrl: server.url,
    token: () => 'the-token',
    stallMs: 600_000,
    connectTimeoutMs: 600_000,
    expansions: null,
    userAgent: 'Magpie/1.2.3',
    logger: pino({ level: 'silent' }),
    clock: systemClock,
    ...options,
  })
}

/** Every item until the connection ends, and what it ended with. */
async function readAll(source: Source): Promise<{ items: SourceItem[]; error: unknown }> {
  const items: SourceItem[] = []
  try {
    for await (const some of source.open(null, NEVER)) items.push(...some)
    return { items, error: null }
  } catch (error) {
    return { items, error }
  }
}

describe('connecting to a stream of X', () => {
  it('asks for the filtered stream with everything decoding needs, uncompressed, as app and program', async () => {
    const source = await setUp((_request, response) => response.end())
    await readAll(source)
    const { method, path, query, headers } = server.requests[0]!
    expect([method, path]).toEqual(['GET', '/2/tweets/search/stream'])
    expect(query.get('expansions')).toContain('referenced_tweets.id')
    expect(headers).toMatchObject({
      authorization: 'Bearer the-token',
      'accept-encoding': 'identity',
      'user-agent': 'Magpie/1.2.3',
    })
  })

  it('asks for a partition of a stream without rules', async () => {
    const source = await setUp((_request, response) => response.end(), {
      kind: 'firehose-en',
      partition: 8,
    })
    expect(source.rules).toBeNull()
    await readAll(source)
    expect(server.requests[0]!.path).toBe('/2/tweets/firehose/stream/lang/en')
    expect(server.requests[0]!.query.get('partition')).toBe('8')
  })

  it('leaves the matching of posts to others on a stream without rules', async () => {
    const source = await setUp((_request, response) => response.end(wireOf(postMessage())), {
      kind: 'sample',
    })
    expect((await readAll(source)).items[1]).toMatchObject({ kind: 'post', keywordIds: null })
  })

  it('tells the clock skew it measured', async () => {
    const source = await setUp((_request, response) => {
      response.writeHead(200, { date: new Date(Date.now() + 600_000).toUTCString() })
      response.end()
    })
    const [connected] = (await readAll(source)).items
    expect(connected?.kind === 'connected' && connected.clockSkewMs).toBeLessThan(-595_000)
  })

  it('does not blame the network when there is no token to be had', async () => {
    const unreadable = new ConfigError('the token cannot be unsealed')
    const source = await setUp((_request, response) => response.end(), {
      token: () => {
        throw unreadable
      },
    })
    expect(await readAll(source)).toEqual({ items: [], error: unreadable })
    expect(server.requests).toEqual([])
  })

  it('names the clock, not the token, when X refuses it while the clock is off', async () => {
    const source = await setUp((_request, response) => {
      response.writeHead(401, { date: new Date(Date.now() - 600_000).toUTCString() })
      response.end('{"title":"Unauthorized","type":"about:blank","status":401}')
    })
    const { items, error } = await readAll(source)
    expect(items).toEqual([])
    expect(error).toMatchObject({ code: 'x.clock-skew', backoff: 'blocked' })
    expect((error as { clockSkewMs: number }).clockSkewMs).toBeGreaterThan(595_000)
    await server.allClosed()
  })

  it('does not take a web page, or something compressed, for a stream', async () => {
    const page = await setUp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      response.end('<html>Welcome to the hotel</html>')
    })
    expect((await readAll(page)).error).toMatchObject({ code: 'x.unexpected-answer' })
    await server[Symbol.asyncDispose]()
    const compressed = await setUp((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync(wireOf(postMessage())))
    })
    expect((await readAll(compressed)).error).toMatchObject({
      code: 'x.unexpected-answer',
      message: expect.stringContaining('encoded as gzip') as string,
    })
  })

  it('knows a refusal by its status when its body never comes', async () => {
    const source = await setUp(
      (_request, response) => {
        response.writeHead(503, { 'content-length': '1000' })
        response.flushHeaders()
      },
      { connectTimeoutMs: 200 },
    )
    expect((await readAll(source)).error).toMatchObject({ code: 'x.unavailable', backoff: 'http' })
    await server.allClosed()
  })
})

describe('a connection X still counts', () => {
  const tooMany = {
    title: 'ConnectionException',
    detail: 'This stream is currently at the maximum allowed connection limit.',
    connection_issue: 'TooManyConnections',
    type: 'https://api.x.com/2/problems/streaming-connection',
  }

  it('is released, and the next attempt does not wait a minute', async () => {
    const source = await setUp((request, response) => {
      if (request.method === 'DELETE')
        sendJson(response, 200, { data: { successful_kills: 1, failed_kills: 0 } })
      else sendJson(response, 429, tooMany)
    })
    const { error } = await readAll(source)
    expect(error).toMatchObject({ code: 'x.too-many-connections', backoff: 'http' })
    expect((error as Error).message).toContain('It has been released.')
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /2/tweets/search/stream',
      'DELETE /2/connections/filtered_stream',
    ])
  })

  it('is left alone during the cool-down, and when that is wished', async () => {
    const handle = (request: ReceivedRequest, response: ServerResponse): void => {
      if (request.method === 'DELETE')
        sendJson(response, 200, { data: { successful_kills: 1, failed_kills: 0 } })
      else sendJson(response, 429, tooMany)
    }
    const source = await setUp(handle)
    await readAll(source)
    expect((await readAll(source)).error).toMatchObject({ backoff: 'rate-limit' })
    expect(server.requests.filter(({ method }) => method === 'DELETE').length).toBe(1)
    await server[Symbol.asyncDispose]()
    const unwilling = await setUp(handle, { releaseDeadConnections: false })
    expect((await readAll(unwilling)).error).toMatchObject({ backoff: 'rate-limit' })
    expect(server.requests.map(({ method }) => method)).toEqual(['GET'])
  })

  it('is not looked for after any other refusal', async () => {
    const source = await setUp((_request, response) => sendJson(response, 429, ''))
    expect((await readAll(source)).error).toMatchObject({ code: 'x.rate-limited' })
    expect(server.requests.length).toBe(1)
  })
})

describe('the end of a stream of X', () => {
  it('that X announces is named after its disconnect type, and everything before it is there', async () => {
    const source = await setUp((_request, response) => {
      response.write(wireOf(postMessage(), OPERATIONAL_DISCONNECT))
    })
    const { items, error } = await readAll(source)
    expect(items.map((item) => item.kind)).toEqual(['connected', 'post', 'rejected'])
    expect(error).toMatchObject({
      code: 'x.disconnected',
      message: expect.stringContaining('UpstreamOperationalDisconnect') as string,
    })
    await server.allClosed()
  })

  it('without a word is an unexpected close, clean or not', async () => {
    const clean = await setUp((_request, response) => response.end(wireOf(postMessage())))
    expect(await readAll(clean)).toMatchObject({
      items: [{ kind: 'connected' }, { kind: 'post' }],
      error: { code: 'x.closed', backoff: 'network' },
    })
    await server[Symbol.asyncDispose]()
    const cut = await setUp((_request, response) => {
      response.write(wireOf(postMessage()), () => response.socket!.end())
    })
    expect((await readAll(cut)).error).toMatchObject({ code: 'x.closed' })
  })

  it('in the middle of a line keeps what came of it', async () => {
    const source = await setUp((_request, response) => {
      response.end(Buffer.concat([wireOf(postMessage()), Buffer.from('{"data":{"id":"18')]))
    })
    const { items, error } = await readAll(source)
    expect(items.at(-1)).toMatchObject({ kind: 'rejected', reason: 'malformed' })
    expect(items.at(-1)).toHaveProperty('raw', Buffer.from('{"data":{"id":"18'))
    expect(error).toMatchObject({ code: 'x.closed' })
  })

  it('right behind a whole post loses nothing, though its line end is missing', async () => {
    const source = await setUp((_request, response) =>
      response.end(wireOf(postMessage()).subarray(0, -2)),
    )
    const kinds = (await readAll(source)).items.map((item) => item.kind)
    expect(kinds.filter((kind) => kind !== 'heartbeat')).toEqual(['connected', 'post'])
  })

  it('after silence says for how long it was silent', async () => {
    const source = await setUp((_request, response) => void response.write('\r\n'), {
      stallMs: 200,
    })
    expect((await readAll(source)).error).toMatchObject({
      code: 'x.stalled',
      message: expect.stringContaining('for 0.2 s') as string,
    })
    await server.allClosed()
  })
})

describe('rules of a stream of X', () => {
  it('are edited while it stays connected, and their posts count at once', async () => {
    let stream: ServerResponse | null = null
    const theirs = { id: '1890000000000000077', value: 'cat', tag: 'theirs' }
    const source = await setUp((request, response) => {
      if (request.path.endsWith('/rules')) sendJson(response, 200, { data: [theirs], meta: {} })
      else {
        stream = response
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
      }
    })
    const controller = new AbortController()
    const items = source.open(null, controller.signal)[Symbol.asyncIterator]()
    await items.next()
    const matching_rules = [{ id: theirs.id, tag: theirs.tag }]
    stream!.write(wireOf(postMessage({}, { matching_rules })))
    expect((await items.next()).value).toMatchObject([{ keywordIds: [] }])
    await source.rules!.apply([{ id: asKeywordId('kw-9'), version: 1, query: 'cat' }], NEVER)
    stream!.write(wireOf(postMessage({}, { matching_rules })))
    expect((await items.next()).value).toMatchObject([{ keywordIds: ['kw-9'] }])
    expect(server.requests.filter(({ path }) => path.endsWith('/stream')).length).toBe(1)
    controller.abort(new Error('done'))
    await items.return?.()
  })
})
