import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { createConnectionReleaser, RELEASE_COOLDOWN_MS } from './connections.ts'
import { sendJson, startTestServer, type TestServer } from './server-fixture.ts'
import { createXHttp } from './x-http.ts'

const NEVER = new AbortController().signal
let server: TestServer
let nowMs = 1_750_000_000_000

afterEach(async () => {
  await server[Symbol.asyncDispose]()
})

async function setUp(answer: (path: string) => [number, unknown], isEnabled = true) {
  server = await startTestServer((request, response) => sendJson(response, ...answer(request.path)))
  const http = createXHttp({
    apiUrl: server.url,
    token: () => 'token',
    userAgent: 'Magpie/test',
    connectTimeoutMs: 10_000,
    clock: { nowMs: () => nowMs },
  })
  const logger = pino({ level: 'silent' })
  return createConnectionReleaser({ http, connectionsId: 'filtered_stream', isEnabled, logger })
}

const killed = (successful_kills: number): [number, unknown] => {
  return [200, { data: { successful_kills, failed_kills: 0 } }]
}

describe('releasing a dead connection', () => {
  it('ends the connections of this kind of stream, and no others', async () => {
    const releaser = await setUp(() => killed(1))
    expect(await releaser.release(NEVER)).toBe('released')
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /2/connections/filtered_stream',
    ])
  })

  it('asks for all where single kinds are not known', async () => {
    const releaser = await setUp((path) => (path.endsWith('/all') ? killed(1) : [404, '']))
    expect(await releaser.release(NEVER)).toBe('released')
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/2/connections/filtered_stream',
      '/2/connections/all',
    ])
  })

  it('does not claim to have released what was not there', async () => {
    const releaser = await setUp(() => killed(0))
    expect(await releaser.release(NEVER)).toBe('idle')
  })

  it('cools down before it asks again', async () => {
    const releaser = await setUp(() => killed(1))
    expect(await releaser.release(NEVER)).toBe('released')
    nowMs += RELEASE_COOLDOWN_MS - 1
    expect(await releaser.release(NEVER)).toBe('idle')
    nowMs += 1
    expect(await releaser.release(NEVER)).toBe('released')
    expect(server.requests.length).toBe(2)
  })

  it('can be turned off', async () => {
    const releaser = await setUp(() => killed(1), false)
    expect(await releaser.release(NEVER)).toBe('idle')
    expect(server.requests).toEqual([])
  })

  it.each([429, 500, 401])('that fails with %i is no error of its own', async (status) => {
    const releaser = await setUp(() => [status, ''])
    expect(await releaser.release(NEVER)).toBe('failed')
  })

  it('that finds nobody to ask is no error of its own', async () => {
    const releaser = await setUp(() => killed(1))
    await server[Symbol.asyncDispose]()
    expect(await releaser.release(NEVER)).toBe('failed')
  })

  it('ends with the reason of the signal', async () => {
    const controller = new AbortController()
    const reason = new Error('stop')
    const releaser = await setUp(() => {
      controller.abort(reason)
      return killed(1)
    })
    await expect(releaser.release(controller.signal)).rejects.toBe(reason)
  })
})
