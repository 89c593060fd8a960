import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import { ConfigError } from '../../lib/errors.ts'
import { sendJson, startTestServer } from './server-fixture.ts'
import { createXHttp } from './x-http.ts'

const NEVER = new AbortController().signal

function open(apiUrl: string, options: { token?: string; connectTimeoutMs?: number } = {}) {
  return createXHttp({
    apiUrl,
    token: () => options.token ?? 'token',
    userAgent: 'Magpie/test',
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    clock: systemClock,
  })
}

/** A TCP server that accepts and says nothing; `accepted` and `closed` follow its first connection. */
async function startSilentServer() {
  const accepted = Promise.withResolvers<Socket>()
  const closed = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    socket.on('error', () => {}).on('close', () => closed.resolve())
    socket.resume()
    accepted.resolve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    accepted: accepted.promise,
    closed: closed.promise,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

describe('the address of the X API', () => {
  it.each([
    'api.x.com',
    'ftp://api.x.com',
    'https://user:secret@api.x.com',
    'https://api.x.com/?x=1',
    'http://api.x.com',
    'http://10.0.0.7:8787',
    'http://127.0.0.1.example',
    'http://localhost.example',
  ])('cannot be %s', (apiUrl) => {
    expect(() => open(apiUrl)).toThrow(ConfigError)
  })

  it.each([
    'https://api.x.com',
    'https://proxy.example/x',
    'http://127.0.0.1:8787',
    'http://[::1]:1',
    'http://localhost:1',
  ])('can be %s', (apiUrl) => {
    expect(() => open(apiUrl)).not.toThrow()
  })

  it('may have a path of its own', async () => {
    await using server = await startTestServer((_request, response) => sendJson(response, 200, {}))
    await open(`${server.url}/proxy/`).call(
      { method: 'GET', path: '/2/x', query: { q: 'a b&c' } },
      NEVER,
    )
    expect(server.requests[0]!.path).toBe('/proxy/2/x')
    expect(server.requests[0]!.query.get('q')).toBe('a b&c')
  })
})

describe('a call to the X API', () => {
  it('answers every status with its body and the clock skew', async () => {
    await using server = await startTestServer((_request, response) => {
      response.writeHead(409, { date: new Date(Date.now() - 600_000).toUTCString() })
      response.end('conflict')
    })
    const answer = await open(server.url).call({ method: 'GET', path: '/2/x' }, NEVER)
    expect([answer.status, answer.body]).toEqual([409, 'conflict'])
    expect(answer.clockSkewMs).toBeGreaterThan(595_000)
    expect(answer.clockSkewMs).toBeLessThan(605_000)
  })

  it('measures the clock skew from when the request was sent, not from when it began to connect', async () => {
    await using server = await startTestServer((_request, response) => sendJson(response, 200, {}))
    // Two minutes for the way to X: from the first moment on, a clock a minute ahead would look right.
    let isFirst = true
    const nowMs = (): number => {
      const offsetMs = isFirst ? -60_000 : 60_000
      isFirst = false
      return Date.now() + offsetMs
    }
    const http = createXHttp({
      apiUrl: server.url,
      token: () => 'token',
      userAgent: 'Magpie/test',
      connectTimeoutMs: 10_000,
      clock: { nowMs },
    })
    const { clockSkewMs } = await http.call({ method: 'GET', path: '/2/x' }, NEVER)
    expect(clockSkewMs).toBeGreaterThan(58_000)
  })

  it('reads no more than 16 MiB of an endless body', async () => {
    await using server = await startTestServer((_request, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(65_536, 'x')));
      }
      response.on('drain', more)
      more()
    })
    const answer = await open(server.url).call({ method: 'GET', path: '/2/x' }, NEVER)
    expect(answer.body.length).toBe(16 * 1024 * 1024)
  })

  it.each(['', 'two words', 'line\nbreak', 'tab\t', 'ümlaut'])(
    'INV-10 does not send the token %j, nor show it',
    async (token) => {
      await using server = await startTestServer((_request, response) =>
        sendJson(response, 200, {}),
      )
      const error = await open(server.url, { token })
        .call({ method: 'GET', path: '/2/x' }, NEVER)
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'x.malformed-token', backoff: 'blocked' })
      expect(server.requests).toEqual([])
      if (token !== '') expect(String(error)).not.toContain(token)
    },
  )

  it('does not blame the network when there is no token to be had', async () => {
    await using server = await startTestServer((_request, response) => sendJson(response, 200, {}))
    const unreadable = new ConfigError('the token cannot be unsealed')
    const http = createXHttp({
      apiUrl: server.url,
      token: () => {
        throw unreadable
      },
      userAgent: 'Magpie/test',
      connectTimeoutMs: 10_000,
      clock: systemClock,
    })
    await expect(http.call({ method: 'GET', path: '/2/x' }, NEVER)).rejects.toBe(unreadable)
  })

  it('fails as a network error when nobody listens', async () => {
    const server = await startTestServer(() => {})
    await server[Symbol.asyncDispose]()
    await expect(
      open(server.url).call({ method: 'GET', path: '/2/x' }, NEVER),
    ).rejects.toMatchObject({
      code: 'x.network',
      message: expect.stringContaining('ECONNREFUSED') as string,
    })
  })

  it('fails as a DNS error when the name does not exist', async () => {
    const call = open('https://nowhere.invalid').call({ method: 'GET', path: '/2/x' }, NEVER)
    await expect(call).rejects.toMatchObject({ code: 'x.dns', backoff: 'network' })
  })

  it('fails as a TLS error when the other side does not speak TLS', async () => {
    await using server = await startTestServer(() => {})
    const call = open(`https://127.0.0.1:${server.port}`).call(
      { method: 'GET', path: '/2/x' },
      NEVER,
    )
    await expect(call).rejects.toMatchObject({ code: 'x.tls', backoff: 'http' })
  })

  it('fails as a network error when the answer stops half-way', async () => {
    await using server = await startTestServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"data":')
    })
    const call = open(server.url, { connectTimeoutMs: 100 }).call(
      { method: 'GET', path: '/2/x' },
      NEVER,
    )
    await expect(call).rejects.toMatchObject({
      code: 'x.network',
      message: expect.stringContaining('no answer within 0.2 s') as string,
    })
    await server.allClosed()
  })

  it('closes its socket at once when aborted, before there was an answer', async () => {
    await using server = await startSilentServer()
    const controller = new AbortController()
    const reason = new Error('stop')
    const call = open(`http://127.0.0.1:${server.port}`).call(
      { method: 'GET', path: '/2/x' },
      controller.signal,
    )
    const failed = expect(call).rejects.toBe(reason)
    await server.accepted
    controller.abort(reason)
    await failed
    await server.closed
  })

  it('closes its socket at once when aborted in the middle of the TLS handshake', async () => {
    await using server = await startSilentServer()
    const controller = new AbortController()
    const reason = new Error('stop')
    const call = open(`https://127.0.0.1:${server.port}`).call(
      { method: 'GET', path: '/2/x' },
      controller.signal,
    )
    const failed = expect(call).rejects.toBe(reason)
    await server.accepted
    controller.abort(reason)
    await failed
    await server.closed
  })

  it('leaves no connection behind', async () => {
    await using server = await startTestServer((_request, response) => sendJson(response, 200, {}))
    const http = open(server.url)
    await http.call({ method: 'GET', path: '/2/x' }, NEVER)
    await http.call({ method: 'POST', path: '/2/x', body: { a: 1 } }, NEVER)
    expect(server.requests.map((request) => request.headers['content-type'])).toEqual([
      undefined,
      'application/json',
    ])
    await server.allClosed()
  })
})
