import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EventSource as NodeEventSource } from 'undici'
import { afterEach, expect, test, vi } from 'vitest'
import { LiveClient } from './live-client.ts'
import type { LiveEvent } from './live-event.ts'
import { postWith } from './test-post.ts'

// A real server, a real EventSource: what the browser's does, undici's does.
interface Opened {
  url: URL
  response: ServerResponse
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function openServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ server: Server; base: string }> {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Accepts live connections and lets the test speak on each. */
async function openLiveServer(): Promise<{ base: string; opened: Opened[] }> {
  const opened: Opened[] = []
  const { base } = await openServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': hello\n\n')
    opened.push({ url: new URL(request.url ?? '/', 'http://magpie'), response })
  })
  return { base, opened }
}

function openClient(base: string) {
  const events: LiveEvent[] = []
  const client = new LiveClient({
    openEventSource: (url) => new NodeEventSource(base + url) as unknown as EventSource,
    scheduleFrame: (callback) => void setImmediate(callback),
    nowMs: () => Date.now(),
    random: () => 0,
  })
  client.onEvents((batch) => void events.push(...batch))
  closers.push(() => client.close())
  const seqs = (): number[] =>
    events.flatMap((event) => (event.kind === 'post' ? [event.post.seq] : []))
  return { client, events, seqs }
}

async function until(condition: () => boolean): Promise<void> {
  await vi.waitUntil(condition, { timeout: 10_000, interval: 5 })
}

function say(opened: Opened | undefined, event: string, data: unknown): void {
  opened?.response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}

test('posts arrive in order', async () => {
  const { base, opened } = await openLiveServer()
  const { client, seqs } = openClient(base)
  client.watch([], null)
  await until(() => opened.length === 1)
  for (const seq of [1, 2, 3]) say(opened[0], 'post', postWith(seq))
  await until(() => seqs().length === 3)
  expect(seqs()).toEqual([1, 2, 3])
  expect(client.status.state).toBe('open')
})

test('keywords and place are asked for', async () => {
  const { base, opened } = await openLiveServer()
  const { client } = openClient(base)
  client.watch(['k1', 'k2'], 41)
  await until(() => opened.length === 1)
  expect(opened[0]?.url.pathname).toBe('/api/v1/live')
  expect(opened[0]?.url.searchParams.getAll('keyword')).toEqual(['k1', 'k2'])
  expect(opened[0]?.url.searchParams.get('after')).toBe('41')
})

test('INV-8 a connection that breaks carries on behind the last post', async () => {
  const { base, opened } = await openLiveServer()
  const { client, seqs } = openClient(base)
  client.watch([], 5)
  await until(() => opened.length === 1)
  say(opened[0], 'post', postWith(6))
  await until(() => seqs().length === 1)
  opened[0]?.response.destroy()
  await until(() => opened.length === 2)
  expect(opened[1]?.url.searchParams.get('after')).toBe('6')
  say(opened[1], 'post', postWith(7))
  await until(() => seqs().length === 2)
  expect(seqs()).toEqual([6, 7])
})

test('a server that answers with an error is tried again until it does not', async () => {
  let attempts = 0
  const { base } = await openServer((_, response) => {
    attempts++
    if (attempts < 3) {
      response.writeHead(502).end()
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': hello\n\n')
  })
  const { client } = openClient(base)
  const states: string[] = []
  client.onStatus(() => void states.push(client.status.state))
  client.watch([], null)
  await until(() => client.status.state === 'open')
  expect(attempts).toBe(3)
  expect(states).toEqual(['connecting', 'waiting', 'connecting', 'waiting', 'connecting', 'open'])
})

test('after a reset the next connection begins at the live edge', async () => {
  const { base, opened } = await openLiveServer()
  const { client, events } = openClient(base)
  client.watch([], 5)
  await until(() => opened.length === 1)
  say(opened[0], 'reset', {})
  await until(() => events.length === 1)
  opened[0]?.response.destroy()
  await until(() => opened.length === 2)
  expect(opened[1]?.url.searchParams.has('after')).toBe(false)
})

test('a connection that was replaced is not listened to any more', async () => {
  const { base, opened } = await openLiveServer()
  const { client, seqs } = openClient(base)
  client.watch([], null)
  await until(() => opened.length === 1)
  client.watch(['k1'], 10)
  await until(() => opened.length === 2)
  say(opened[0], 'post', postWith(99))
  say(opened[1], 'post', postWith(11))
  await until(() => seqs().length > 0)
  expect(seqs()).toEqual([11])
  expect(client.isWatching(['k1'])).toBe(true)
  expect(client.isWatching([])).toBe(false)
})

test('data that cannot be read is passed over', async () => {
  const { base, opened } = await openLiveServer()
  const { client, events, seqs } = openClient(base)
  client.watch([], null)
  await until(() => opened.length === 1)
  opened[0]?.response.write('event: post\ndata: {"seq":\n\n')
  say(opened[0], 'post', postWith(2))
  await until(() => events.length === 2)
  expect(events[0]).toEqual({ kind: 'unreadable', event: 'post' })
  expect(seqs()).toEqual([2])
})

test('a closed client tries nothing more', async () => {
  const { base, opened } = await openLiveServer()
  const { client } = openClient(base)
  client.watch([], null)
  await until(() => opened.length === 1)
  const gone = once(opened[0]!.response, 'close')
  client.close()
  await gone
  const states: string[] = []
  client.onStatus(() => void states.push(client.status.state))
  client.watch([], null)
  await until(() => opened.length === 2)
  expect(states[0]).toBe('connecting')
})
