import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError, UnreachableError } from './api-error.ts'
import { getJson, listAll, sendJson, withParameters } from './client.ts'

// The page's addresses are relative to where it came from; here that is a real server on a free port.
let close: () => void = () => {}
let answer: RequestListener
beforeEach(async () => {
  const server = createServer((request, response) => answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const realFetch = fetch
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => realFetch(base + path, init))
  close = () => {
    server.closeAllConnections()
    server.close()
  }
})
afterEach(() => {
  close()
  vi.unstubAllGlobals()
})

const signal = (): AbortSignal => new AbortController().signal

test('parameters are written as the API reads them', () => {
  expect(
    withParameters('/posts', { q: 'a b', keyword: ['k1', 'k2'], limit: 5, cursor: null }),
  ).toBe('/posts?q=a+b&keyword=k1&keyword=k2&limit=5')
  expect(withParameters('/posts', { cursor: undefined })).toBe('/posts')
})

test('JSON comes back as it was sent', async () => {
  answer = (request, response) => response.end(JSON.stringify({ url: request.url }))
  expect(await getJson('/keywords', { limit: 2 }, signal())).toEqual({
    url: '/api/v1/keywords?limit=2',
  })
})

test('a list is read page after page', async () => {
  answer = (request, response) => {
    const cursor = new URL(request.url ?? '', 'http://magpie').searchParams.get('cursor')
    response.end(
      JSON.stringify(
        cursor === null ? { data: [1, 2], nextCursor: 'b' } : { data: [3], nextCursor: null },
      ),
    )
  }
  expect(await listAll<number>('/keywords', signal())).toEqual([1, 2, 3])
})

test('a body is JSON and says so; without one nothing is said', async () => {
  const types: (string | undefined)[] = []
  answer = (request, response) => {
    types.push(request.headers['content-type'])
    response.writeHead(204).end()
  }
  expect(await sendJson('POST', '/streams', { name: 'X' })).toBeUndefined()
  await sendJson('POST', '/streams/x/stop')
  expect(types).toEqual(['application/json', undefined])
})

test('a refusal is an ApiError with the waiting time that was asked for', async () => {
  answer = (_, response) =>
    response
      .writeHead(429, { 'retry-after': '7', 'content-type': 'application/problem+json' })
      .end('{"code":"auth.too-many","detail":"Slow down."}')
  const error = await getJson('/session', {}, signal()).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ code: 'auth.too-many', retryAfterMs: 7_000, status: 429 })
})

test('no answer is an UnreachableError', async () => {
  answer = (request) => request.socket.destroy()
  await expect(getJson('/keywords', {}, signal())).rejects.toBeInstanceOf(UnreachableError)
})

test('an answer that is no JSON does not come from Magpie', async () => {
  answer = (_, response) => response.end('<html>')
  await expect(getJson('/keywords', {}, signal())).rejects.toBeInstanceOf(UnreachableError)
})

test('a request that was given up ends with its own reason', async () => {
  const controller = new AbortController()
  const reason = new Error('left the page')
  answer = () => controller.abort(reason)
  await expect(getJson('/keywords', {}, controller.signal)).rejects.toBe(reason)
})
