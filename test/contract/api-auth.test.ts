import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSse } from './api-sse.ts'
import { openApi, type Answer, type Api } from './api-fixture.ts'

const PASSWORD = 'correct horse – battery'
/** Headers carry bytes; scripts send the password as UTF-8. */
const BEARER = Buffer.from(`Bearer ${PASSWORD}`, 'utf8').toString('latin1')

describe('without a password, on loopback', () => {
  let api: Api
  beforeAll(async () => {
    api = await openApi()
  })
  afterAll(() => api[Symbol.asyncDispose]())

  /** As sent: clients of a library would not let a test write any Host. */
  const statusFor = async (lines: string[]): Promise<string> => {
    const socket = connect(api.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.end([...lines, 'Connection: close', '', ''].join('\r\n'))
    let text = ''
    for await (const chunk of socket.setEncoding('utf8')) text += chunk as string
    return `${/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]} ${/"code":"([\w.-]+)"/.exec(text)?.[1] ?? ''}`.trim()
  }
  const get = (...headers: string[]): Promise<string> =>
    statusFor(['GET /api/v1/keywords HTTP/1.1', ...headers])

  test.each([
    'localhost',
    'LOCALHOST:5000',
    '127.0.0.1',
    '127.0.0.1:80',
    '[::1]',
    '[::1]:5000',
    '127.8.8.8:1',
  ])('the host %s is this machine', async (host) => {
    expect(await get(`Host: ${host}`)).toBe('200')
  })

  test.each([
    'evil.example',
    'evil.example:5000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example@localhost',
    'localhost@evil.example',
    'localhost/../evil',
    'localhost#evil.example',
    '192.168.1.5:5000',
    '[fe80::1]:5000',
    '0.0.0.0:5000',
    '2130706433',
    '',
  ])('the host %j may be a rebound name: 403', async (host) => {
    expect(await get(`Host: ${host}`)).toBe('403 request.foreign-host')
  })

  test('no address is exempt from it, not even health or the page', async () => {
    for (const path of ['/healthz', '/', '/metrics', '/api/v1/live', '/api/docs', '/nothing']) {
      const status = await statusFor([`GET ${path} HTTP/1.1`, 'Host: evil.example'])
      expect([path, status]).toEqual([path, '403 request.foreign-host'])
    }
  })

  test.each([
    ['localhost:5000', 'http://localhost:5000', '200'],
    ['127.0.0.1:5000', 'http://127.0.0.1:5000', '200'],
    ['localhost:5000', 'http://localhost:5001', '403 request.foreign-origin'],
    ['localhost:5000', 'http://127.0.0.1:5000', '403 request.foreign-origin'],
    ['localhost:5000', 'https://evil.example', '403 request.foreign-origin'],
    ['localhost:5000', 'https://localhost:5000', '403 request.foreign-origin'],
    ['localhost:5000', 'http://localhost:5000.evil.example', '403 request.foreign-origin'],
    ['localhost:5000', 'null', '403 request.foreign-origin'],
    ['localhost:5000', '', '403 request.foreign-origin'],
  ])('to host %s from origin %s: %s', async (host, origin, expected) => {
    expect(await get(`Host: ${host}`, `Origin: ${origin}`)).toBe(expected)
  })

  test('a cross-site POST stores nothing', async () => {
    const options = { body: { query: 'evil' }, headers: { origin: 'https://evil.example' } }
    const answer = await api.call('POST', '/api/v1/keywords', options)
    expect([answer.status, answer.body.code]).toEqual([403, 'request.foreign-origin'])
    expect((await api.get('/api/v1/keywords')).body.data).toEqual([])
  })

  test('the session says that none is needed', async () => {
    const { body } = await api.get('/api/v1/session')
    expect(body).toEqual({ required: false, authenticated: true })
    const login = await api.call('POST', '/api/v1/session', { body: { password: 'any' } })
    expect([login.status, login.headers['set-cookie']]).toEqual([204, undefined])
  })
})

describe('with a password', () => {
  let api: Api
  let password: string
  let nowMs: number
  beforeEach(async () => {
    password = PASSWORD
    nowMs = Date.now()
    api = await openApi({ password: () => password, clock: { nowMs: () => nowMs } })
  })
  afterEach(() => api[Symbol.asyncDispose]())

  const login = (given: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    api.call('POST', '/api/v1/session', { body: { password: given }, headers })
  const cookieOf = (answer: Answer): string =>
    String(answer.headers['set-cookie']).split(';')[0] ?? ''

  const CLOSED = [
    ['GET', '/api/v1/keywords'],
    ['POST', '/api/v1/keywords'],
    ['GET', '/api/v1/keywords/1'],
    ['GET', '/%61pi/v1/keywords'],
    ['GET', '/api/v1/posts'],
    ['GET', '/api/v1/live'],
    ['GET', '/api/v1/system'],
    ['POST', '/api/v1/streams'],
    ['GET', '/api/openapi.json'],
    ['GET', '/api/docs'],
    ['GET', '/metrics'],
  ] as const

  test.each(CLOSED)('%s %s needs it', async (method, path) => {
    const options = method === 'POST' ? { body: {} } : {}
    const answer = await api.call(method, path, options)
    expect([answer.status, answer.body.code]).toEqual([401, 'auth.required'])
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/)
  })

  test.each(['/healthz', '/readyz', '/api/v1/session'])('%s does not', async (path) => {
    expect((await api.get(path)).status).toBe(200)
  })

  test('the page may be loaded by anybody, so that it can ask for the password', async () => {
    expect((await api.get('/add_keyword', { accept: 'text/html' })).status).toBe(503)
    expect((await api.get('/assets/x.js')).status).toBe(404)
  })

  test('a script sends it as bearer; the word may be written in any case', async () => {
    expect((await api.get('/api/v1/keywords', { authorization: BEARER })).status).toBe(200)
    const lower = BEARER.replace('Bearer', 'bearer')
    expect((await api.get('/metrics', { authorization: lower })).status).toBe(200)
    const created = await api.call('POST', '/api/v1/keywords', {
      body: { query: 'apple' },
      headers: { authorization: BEARER },
    })
    expect(created.status).toBe(201)
  })

  test.each([
    ['a wrong bearer', 'Bearer wrong', 'auth.wrong-password'],
    ['one letter less', BEARER.slice(0, -1), 'auth.wrong-password'],
    ['one letter more', `${BEARER}x`, 'auth.wrong-password'],
    ['another scheme', `Basic ${Buffer.from(`:${PASSWORD}`).toString('base64')}`, 'auth.required'],
    ['no credential', 'Bearer ', 'auth.required'],
  ])('%s is 401', async (_, authorization, code) => {
    const answer = await api.get('/api/v1/keywords', { authorization })
    expect([answer.status, answer.body.code]).toEqual([401, code])
    expect(answer.text).not.toContain('battery')
  })

  test('a login sets a cookie that scripts of the page cannot read, and that opens everything', async () => {
    expect((await api.get('/api/v1/session')).body).toEqual({
      required: true,
      authenticated: false,
    })
    const answer = await login(PASSWORD)
    expect([answer.status, answer.text]).toEqual([204, ''])
    const setCookie = String(answer.headers['set-cookie'])
    expect(setCookie).toMatch(
      /^magpie_session=\S+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect(setCookie).not.toContain('battery')
    const cookie = cookieOf(answer)
    expect((await api.get('/api/v1/session', { cookie })).body).toEqual({
      required: true,
      authenticated: true,
    })
    expect((await api.get('/api/v1/keywords', { cookie })).status).toBe(200)
    await using reader = await openSse(`${api.url}/api/v1/live`, { cookie })
    expect(reader.status).toBe(200)
  })

  test('behind a proxy of this machine that speaks https the cookie is for https only', async () => {
    const answer = await login(PASSWORD, { 'x-forwarded-proto': 'https' })
    expect(String(answer.headers['set-cookie'])).toContain('; Secure')
  })

  test('a session survives a restart of the server, and ends after 30 days or with the password', async () => {
    const cookie = cookieOf(await login(PASSWORD))
    const status = async (): Promise<number> =>
      (await api.get('/api/v1/keywords', { cookie })).status
    await api.closeServer()
    await api.reopenServer()
    expect(await status()).toBe(200)
    nowMs += 30 * 86_400_000 - 1
    expect(await status()).toBe(200)
    nowMs += 1
    expect(await status()).toBe(401)
    nowMs -= 1_000
    password = 'another'
    expect(await status()).toBe(401)
  })

  test('a cookie that was tampered with is none', async () => {
    const cookie = cookieOf(await login(PASSWORD))
    const [name, value = ''] = cookie.split('=')
    const [expires = '', signature = ''] = value.split('.')
    for (const forged of [
      `${Number(expires) + 1}.${signature}`,
      `${expires}.${'A'.repeat(43)}`,
      `${expires}.${signature.slice(1)}`,
      `${expires}.`,
      expires,
      '',
      '%',
    ]) {
      expect((await api.get('/api/v1/keywords', { cookie: `${name}=${forged}` })).status).toBe(401)
    }
  })

  test('logging out takes the cookie away', async () => {
    const cookie = cookieOf(await login(PASSWORD))
    const answer = await api.call('DELETE', '/api/v1/session', { headers: { cookie } })
    expect(answer.status).toBe(204)
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^magpie_session=;.*Expires=Thu, 01 Jan 1970/,
    )
  })

  test('a wrong password is 401, a strange body 400', async () => {
    const answer = await login('wrong')
    expect([answer.status, answer.body.code]).toEqual([401, 'auth.wrong-password'])
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect((await login(5)).status).toBe(400)
    expect((await api.call('POST', '/api/v1/session', { body: {} })).status).toBe(400)
  })

  test('after ten wrong passwords the right one is refused too, whichever way it comes', async () => {
    for (let i = 0; i < 5; i++) expect((await login(`guess ${i}`)).status).toBe(401)
    for (let i = 0; i < 5; i++) {
      const headers = { authorization: `Bearer guess ${i}` }
      expect((await api.get('/api/v1/keywords', headers)).status).toBe(401)
    }
    const cookie = 'magpie_session=none'
    for (const answer of [
      await login(PASSWORD),
      await api.get('/api/v1/keywords', { authorization: BEARER }),
      await api.get('/api/v1/keywords', { authorization: BEARER, cookie }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([429, 'auth.too-many-attempts'])
      const seconds = Number(answer.headers['retry-after'])
      expect(seconds).toBeGreaterThan(0)
      expect(seconds).toBeLessThanOrEqual(60)
    }
    expect((await api.get('/api/v1/session')).status).toBe(200)
  })

  test('a right password is not counted, and a session needs none', async () => {
    for (let i = 0; i < 30; i++) expect((await login(PASSWORD)).status).toBe(204)
    const cookie = cookieOf(await login(PASSWORD))
    for (let i = 0; i < 10; i++) await login('wrong')
    expect((await login(PASSWORD)).status).toBe(429)
    expect((await api.get('/api/v1/keywords', { cookie })).status).toBe(200)
  })

  test.each([
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://magpie.example' }, 201],
    [{ 'sec-fetch-site': 'none' }, 201],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{}, 201],
  ])('a browser that is sent by %j gets %d', async (headers, status) => {
    const cookie = cookieOf(await login(PASSWORD))
    const answer = await api.call('POST', '/api/v1/keywords', {
      body: { query: 'apple' },
      headers: { ...headers, cookie },
    })
    expect(answer.status).toBe(status)
  })

  test('behind a proxy any host is served, since the cookie belongs to the host', async () => {
    const response = await api.get('/api/v1/keywords', {
      authorization: BEARER,
      host: 'magpie.example',
    })
    expect(response.status).toBe(200)
  })

  test('nobody is logged in by a page of another site', async () => {
    const answer = await login(PASSWORD, { 'sec-fetch-site': 'cross-site' })
    expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined])
  })
})
