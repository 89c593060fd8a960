import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApi, type Api } from './api-fixture.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const PROBLEM = 'application/problem+json; charset=utf-8'

test.each(['/api', '/api/', '/api/v1', '/api/v2/keywords', '/api/v1/nothing', '/metrics/x'])(
  '%s is 404 with a problem',
  async (path) => {
    for (const accept of ['application/json', 'text/html']) {
      const answer = await api.get(path, { accept })
      expect([answer.status, answer.headers['content-type']]).toEqual([404, PROBLEM])
      expect(answer.body).toEqual({
        type: 'about:blank',
        title: 'Not Found',
        status: 404,
        code: 'request.unknown-address',
        detail: expect.any(String),
      })
    }
  },
)

test.each([
  ['PUT', '/api/v1/keywords', 'GET, HEAD, POST'],
  ['DELETE', '/api/v1/keywords', 'GET, HEAD, POST'],
  ['OPTIONS', '/api/v1/keywords', 'GET, HEAD, POST'],
  ['POST', '/api/v1/keywords/1', 'DELETE, GET, HEAD, PATCH'],
  ['GET', '/api/v1/keywords/preview/x', null],
  ['GET', '/api/v1/streams/x/stop', 'POST'],
  ['POST', '/api/v1/live', 'GET'],
  ['HEAD', '/api/v1/live', 'GET'],
  ['POST', '/healthz', 'GET, HEAD'],
  ['DELETE', '/metrics', 'GET, HEAD'],
  ['PROPFIND', '/api/v1/posts', 'GET, HEAD'],
  ['PUT', '/api/v1/session', 'DELETE, GET, HEAD, POST'],
])('%s %s says which methods the address takes', async (method, path, allow) => {
  const answer = await api.call(method, path)
  if (allow === null) {
    expect(answer.status).toBe(404)
    return
  }
  expect([answer.status, answer.headers['allow']]).toEqual([405, allow])
  if (method !== 'HEAD') expect(answer.body.code).toBe('request.method-not-allowed')
})

test('a HEAD request is answered as GET without the body', async () => {
  const answer = await api.call('HEAD', '/api/v1/keywords')
  expect([answer.status, answer.text]).toEqual([200, ''])
})

describe('bodies', () => {
  const post = (rawBody: string, type: string) =>
    api.call('POST', '/api/v1/keywords', { rawBody, headers: { 'content-type': type } })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonp',
    '',
  ])('a body of type %j is 415', async (type) => {
    const answer = await post('{"query":"apple"}', type)
    expect([answer.status, answer.body.code]).toEqual([415, 'request.unsupported-media-type'])
  })

  test('JSON may name its character set', async () => {
    expect((await post('{"query":"named"}', 'application/json; charset=utf-8')).status).toBe(201)
  })

  test.each([
    '{"query":',
    '{query:"a"}',
    "{'query':'a'}",
    'apple',
    '{"query":"a"}{}',
    '\u0000',
    '{"query":"a","__proto__":{"x":1}}',
    '{"query":"a","constructor":{"prototype":{"x":1}}}',
  ])('%j is 400', async (text) => {
    const answer = await post(text, 'application/json')
    expect([answer.status, answer.headers['content-type']]).toEqual([400, PROBLEM])
    expect(answer.body.code).toMatch(/^request\.(?:malformed|invalid-body)$/)
  })

  test('no body, or an empty one, is 400 where one is needed', async () => {
    expect((await api.call('POST', '/api/v1/keywords')).status).toBe(400)
    expect((await post('', 'application/json')).status).toBe(400)
  })

  test('65,536 bytes are read, one more is 413, said or not said beforehand', async () => {
    const body = (length: number): string => {
      const start = '{"query":"apple","label":"'
      return `${start}${'x'.repeat(length - start.length - 2)}"}`
    }
    expect((await post(body(65_536), 'application/json')).status).toBe(422)
    const answer = await post(body(65_537), 'application/json')
    expect([answer.status, answer.body.code]).toEqual([413, 'request.too-large'])
    const chunked = await fetch(`${api.url}/api/v1/keywords`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: ReadableStream.from([Buffer.from(body(65_537))]),
      duplex: 'half',
    })
    expect(chunked.status).toBe(413)
  })
})

test('an address that is no URL path is 400 with a problem', async () => {
  const answer = await rawRequest('GET /api/v1/keywords/%zz HTTP/1.1')
  expect(answer).toContain('HTTP/1.1 400')
  expect(answer).toContain('application/problem+json')
})

test.each(['/api/v1/system', '/api/v1/session', '/api/v1/keywords/preview'])(
  'a parameter nobody knows is refused at %s',
  async (path) => {
    const method = path.endsWith('preview') ? 'POST' : 'GET'
    const options = method === 'POST' ? { body: { query: 'a' } } : {}
    const answer = await api.call(method, `${path}?verbose=1`, options)
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid-parameter'])
    expect(answer.body.detail).toContain('"verbose"')
  },
)

test('every answer carries the security headers, errors too', async () => {
  for (const path of ['/healthz', '/api/v1/keywords', '/api/v1/nothing', '/', '/api/docs']) {
    const { headers } = await api.get(path, { accept: 'text/html' })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("img-src 'self' data:;")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  }
})

test('readyz and the API answer 503 when the database is gone, healthz goes on', async () => {
  await using broken = await openApi()
  await broken.store[Symbol.asyncDispose]()
  const ready = await broken.get('/readyz')
  expect([ready.status, ready.body.code]).toEqual([503, 'store.unavailable'])
  expect(Number(ready.headers['retry-after'])).toBeGreaterThan(0)
  expect(ready.text).not.toContain(broken.directory)
  expect((await broken.get('/healthz')).status).toBe(200)
})

test('a failure inside is 500 and says nothing of the inside', async () => {
  await using broken = await openApi({
    databaseSizeBytes: () => {
      throw new Error('secret path /var/lib')
    },
  })
  const answer = await broken.get('/api/v1/system')
  expect([answer.status, answer.body.code]).toEqual([500, 'server.internal'])
  expect(answer.text).not.toContain('secret')
  expect(answer.text).not.toContain('stack')
})

async function rawRequest(requestLine: string): Promise<string> {
  const socket = connect(api.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.end(`${requestLine}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
  let text = ''
  for await (const chunk of socket.setEncoding('utf8')) text += chunk as string
  return text
}
