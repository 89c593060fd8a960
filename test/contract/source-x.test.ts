/** The X source against the contract of sources, over a server that sends chunked HTTP as X does. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { systemClock } from '../../src/lib/clock.ts'
import { lineOf, postMessage } from '../../src/sources/x/line-fixtures.ts'
import { createXSource } from '../../src/sources/x/x-source.ts'
import {
  describeSource,
  type PendingPeer,
  type SourceHarness,
  type SourcePeer,
} from './source.contract.ts'

const LINE_END = Buffer.from('\r\n')

describeSource({
  name: 'x',
  open: openHarness,
  post: (text) => Buffer.concat([lineOf(postMessage({ text })), LINE_END]),
  keepAlive: LINE_END,
  malformed: Buffer.concat([Buffer.from('{"data":{"id":"1893000000000000001","te'), LINE_END]),
  unknown: Buffer.concat([Buffer.from('{"weather":"fine"}'), LINE_END]),
})

async function openHarness(options: {
  stallMs: number
  connectTimeoutMs: number
}): Promise<SourceHarness> {
  const waiting: PendingPeer[] = []
  const takers: ((peer: PendingPeer) => void)[] = []
  const server = createServer((_request, response) => {
    const peer = pendingPeer(response)
    const taker = takers.shift()
    if (taker) taker(peer)
    else waiting.push(peer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const source = createXSource({
    ...options,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: () => 'token',
    expansions: null,
    userAgent: 'Magpie/test',
    logger: pino({ level: 'silent' }),
    clock: systemClock,
  })
  return {
    source,
    accept: () => {
      const peer = waiting.shift()
      return peer ? Promise.resolve(peer) : new Promise((resolve) => takers.push(resolve))
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

function pendingPeer(response: ServerResponse): PendingPeer {
  const { socket } = response
  const closed = new Promise<void>((resolve) => socket!.once('close', () => resolve()))
  return {
    closed,
    answer(): SourcePeer {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.flushHeaders()
      return {
        closed,
        write: (bytes) =>
          new Promise((resolve) => {
            // A reader that has gone takes nothing more: that is for `closed` to say.
            response.write(bytes, () => resolve())
          }),
        end: () => void response.end(),
        cut: () => void socket!.end(),
        reset: () => void socket!.resetAndDestroy(),
      }
    },
  }
}
