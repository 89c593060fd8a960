import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { openServer } from '../../src/api/server.ts'
import { ShutdownError } from '../../src/lib/abort.ts'
import { ConfigError } from '../../src/lib/errors.ts'
import { logger, openApi } from './api-fixture.ts'

test('a taken port is a ConfigError that names the port and the variable', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const opening = openApi({ port })
  await expect(opening).rejects.toThrow(ConfigError)
  await expect(opening).rejects.toThrow(new RegExp(`Port ${port} .*MAGPIE_PORT`))
  other.close()
})

test('an address this machine does not have is a ConfigError that names the variable', async () => {
  const opening = openApi({ host: '203.0.113.1', password: () => 'secret' })
  await expect(opening).rejects.toThrow(/MAGPIE_HOST/)
})

test('a host that others can reach needs a password', async () => {
  await expect(openApi({ host: '0.0.0.0' })).rejects.toThrow(/MAGPIE_PASSWORD/)
  await using api = await openApi({ host: '0.0.0.0', password: () => 'secret' })
  expect(api.url).toBe(`http://localhost:${api.port}`)
  expect((await api.get('/healthz')).status).toBe(200)
})

test('the address names host and port as a browser takes them', async () => {
  await using api = await openApi()
  expect(api.url).toBe(`http://127.0.0.1:${api.port}`)
  expect(api.port).toBeGreaterThan(0)
})

test('the signal closes the server: requests under way end, new ones find nobody', async () => {
  await using api = await openApi()
  const controller = new AbortController()
  const { promise: held, resolve: release } = Promise.withResolvers<number>()
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>()
  const server = await openServer(
    {
      ...unused(),
      store: api.store,
      wake: api.wake,
      clock: api.clock,
      databaseSizeBytes: () => {
        isAsked()
        return held
      },
    },
    controller.signal,
  )
  const answer = fetch(`${server.url}/api/v1/system`)
  await asked
  controller.abort(new ShutdownError('the test says so'))
  release(1)
  expect((await answer).status).toBe(200)
  await server[Symbol.asyncDispose]()
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
})

test('a request that does not end is cut, so that closing does', async () => {
  await using api = await openApi()
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>()
  const server = await openServer(
    {
      ...unused(),
      store: api.store,
      wake: api.wake,
      clock: api.clock,
      databaseSizeBytes: () => {
        isAsked()
        return new Promise<number>(() => {})
      },
    },
    new AbortController().signal,
  )
  const answer = fetch(`${server.url}/api/v1/system`)
  const failed = expect(answer).rejects.toThrow()
  await asked
  await server[Symbol.asyncDispose]()
  await failed
})

test('a signal that has fired already opens nothing', async () => {
  await using api = await openApi()
  const options = { ...unused(), store: api.store, wake: api.wake, clock: api.clock }
  const signal = AbortSignal.abort(new ShutdownError('too late'))
  await expect(openServer(options, signal)).rejects.toThrow('too late')
})

const unused = () => ({
  host: '127.0.0.1',
  port: 0,
  password: () => null,
  sessionKey: Buffer.alloc(32),
  publicDir: '/nonexistent',
  version: '0',
  roles: [],
  processId: 'host:1:1' as never,
  stopStream: () => Promise.reject(new Error('not asked for here')),
  retireSandbox: async () => {},
  sealToken: (token: string) => ({ sealed: token, last4: '' }),
  defaultXApiUrl: 'https://api.x.com',
  databaseSizeBytes: () => null,
  metrics: new Registry(),
  logger,
})
