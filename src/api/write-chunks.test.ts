import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { ShutdownError } from '../lib/abort.ts'
import { writeChunks } from './write-chunks.ts'

/** A real answer on a real socket: `serve` writes it, `read` gets it. */
async function exchange(
  serve: (response: ServerResponse) => Promise<void>,
  read: (answer: IncomingMessage) => Promise<void>,
): Promise<void> {
  const served = Promise.withResolvers<void>()
  const server = createServer((_, response) => {
    serve(response).then(served.resolve, served.reject)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const asking = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  asking.on('error', () => {})
  asking.end()
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  await read(answer)
  await served.promise
  asking.destroy()
  server.closeAllConnections()
  server.close()
}

test('a chunk is asked for only when the socket has taken the one before', async () => {
  const chunk = Buffer.alloc(64 * 1024)
  const total = 300
  let received = 0
  await exchange(
    async (response) => {
      const chunks = async function* () {
        for (let i = 0; i < total; i++) {
          // Were more made now, it would wait in memory.
          expect(response.writableNeedDrain).toBe(false)
          yield chunk
        }
      }
      response.flushHeaders()
      await writeChunks(chunks(), response, new AbortController().signal)
      response.end()
    },
    async (answer) => {
      for await (const data of answer) received += (data as Buffer).length
    },
  )
  expect(received).toBe(total * chunk.length)
})

test('the signal ends it, also while the socket takes nothing', async () => {
  const controller = new AbortController()
  await exchange(
    async (response) => {
      const chunks = async function* () {
        for (;;) {
          yield Buffer.alloc(1024 * 1024)
          if (response.writableNeedDrain) throw new Error('asked too early')
        }
      }
      response.flushHeaders()
      await writeChunks(chunks(), response, controller.signal)
      response.destroy()
    },
    async (answer) => {
      answer.on('error', () => {})
      answer.pause()
      controller.abort(new ShutdownError('closing'))
    },
  )
  expect(controller.signal.aborted).toBe(true)
})

test('an error of the chunks is the caller’s', async () => {
  const failing = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('a')
    throw new TypeError('broken')
  }
  const signal = new AbortController().signal
  await exchange(
    async (response) => {
      await expect(writeChunks(failing(), response, signal)).rejects.toThrow('broken')
      response.end()
    },
    async (answer) => {
      for await (const data of answer) expect(String(data)).toBe('a')
    },
  )
})
