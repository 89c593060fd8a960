/**
 * Writer's end of the local journal: a socket that only this user can reach, in the start's private folder.
 * Reads from a collector only while few batches wait for their commit, so that a slow database holds the collectors back.
 */
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { SignalLatch } from '../lib/signal-latch.ts'
import { encodeFrame, FrameReader } from './batch-codec.ts'
import type { Delivery, JournalReceiver } from './journal.ts'

/** Posts waiting for their commit at which sockets are no longer read; several commits' worth. */
const HIGH_WATER_POSTS = 4_000

const DRAIN_POLL_MS = 20

export class LocalJournalReceiver implements JournalReceiver {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #arrived = new SignalLatch()
  readonly #senderLeft = new SignalLatch()
  #queue: Delivery[] = []
  #queuedPosts = 0

  private constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket) => this.#accept(socket))
  }

  static async open(socketPath: string): Promise<LocalJournalReceiver> {
    // The socket file of a writer that was killed is still there and would refuse the new one.
    rmSync(socketPath, { force: true })
    const server = createServer()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject)
    server.listen(socketPath, resolve)
    await promise
    if (process.platform !== 'win32') chmodSync(socketPath, 0o600)
    return new LocalJournalReceiver(server)
  }

  async *receive(
    options: { maxPosts: number },
    signal: AbortSignal,
  ): AsyncGenerator<readonly Delivery[]> {
    while (!signal.aborted) {
      const group = this.#take(options.maxPosts)
      if (group.length > 0) yield group
      else await this.#arrived.wait(60_000, signal)
    }
  }

  /** Resolves when no sender is connected and everything that came has been given out. */
  async drained(signal: AbortSignal): Promise<void> {
    while (this.#sockets.size > 0 || this.#queue.length > 0) {
      await this.#senderLeft.wait(DRAIN_POLL_MS, signal)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#server.close(() => resolve())
    for (const socket of this.#sockets) socket.destroy()
    await promise
  }

  #take(maxPosts: number): Delivery[] {
    let posts = 0
    let count = 0
    for (const { batch } of this.#queue) {
      if (count > 0 && posts + batch.posts.length > maxPosts) break
      posts += batch.posts.length
      count++
    }
    this.#queuedPosts -= posts
    if (this.#queuedPosts < HIGH_WATER_POSTS) for (const socket of this.#sockets) socket.resume()
    const group = this.#queue.slice(0, count)
    this.#queue = this.#queue.slice(count)
    return group
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket)
    const reader = new FrameReader()
    socket.on('data', (chunk: Buffer) => {
      for (const frame of reader.read(chunk)) {
        if (frame.kind !== 'batch') continue
        const { batch } = frame
        this.#queuedPosts += batch.posts.length
        this.#queue.push({
          batch,
          settle: (outcome) => {
            const { streamId, epoch, n } = batch
            if (socket.writable)
              socket.write(
                encodeFrame({ kind: 'settled', streamId, epoch, n, outcome: outcome.kind }),
              )
          },
        })
      }
      if (this.#queuedPosts >= HIGH_WATER_POSTS) for (const other of this.#sockets) other.pause()
      this.#arrived.set()
    })
    // A collector that was killed: what arrived whole is committed, the rest never counted.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      this.#sockets.delete(socket)
      this.#senderLeft.set()
    })
  }
}
