/**
 * Collector's end of the local journal: a socket to the writer of this machine, opened anew for as long as it takes.
 * Every batch is kept until the writer says it is committed; after a reconnect all that are kept are sent again, in order.
 */
import { connect, type Socket } from 'node:net'
import type { Batch } from '../domain/batch.ts'
import type { StreamId } from '../domain/ids.ts'
import { isCausedBy } from '../lib/abort.ts'
import { SignalLatch } from '../lib/signal-latch.ts'
import { sleep } from '../lib/sleep.ts'
import { encodeFrame, FrameReader, type Frame } from './batch-codec.ts'
import { BatchRefusedError, type JournalSender } from './journal.ts'

/** Bounds of what is under way: beyond them `hasRoom` waits, and with it the socket to the network. */
const MAX_IN_FLIGHT_BYTES = 4 * 1024 * 1024
const MAX_IN_FLIGHT_BATCHES = 256
const RECONNECT_DELAY_MS = 50

interface Kept {
  readonly batch: Batch
  readonly bytes: Buffer
}

export class LocalJournalSender implements JournalSender {
  readonly #socketPath: string
  readonly #lifetime = new AbortController()
  readonly #kept: Kept[] = []
  readonly #refused = new Map<StreamId, number>()
  readonly #waiters = new Set<SignalLatch>()
  readonly #loop: Promise<void>
  #inFlightBytes = 0
  #socket: Socket | null = null

  constructor(socketPath: string) {
    this.#socketPath = socketPath
    this.#loop = this.#keepConnected()
  }

  send(batch: Batch): void {
    if ((this.#refused.get(batch.streamId) ?? 0) >= batch.epoch) {
      throw new BatchRefusedError(
        `stream ${batch.streamId} is held at a later epoch than ${batch.epoch}`,
      )
    }
    const kept = { batch, bytes: encodeFrame({ kind: 'batch', batch }) }
    this.#kept.push(kept)
    this.#inFlightBytes += kept.bytes.length
    this.#socket?.write(kept.bytes)
  }

  async hasRoom(signal: AbortSignal): Promise<void> {
    await this.#until(
      () => this.#inFlightBytes < MAX_IN_FLIGHT_BYTES && this.#kept.length < MAX_IN_FLIGHT_BATCHES,
      signal,
    )
  }

  async flushed(streamId: StreamId, signal: AbortSignal): Promise<void> {
    await this.#until(() => !this.#kept.some((kept) => kept.batch.streamId === streamId), signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#lifetime.abort(new Error('journal closed'))
    this.#socket?.destroy()
    await this.#loop
  }

  /** Waits on the event that something was settled. */
  async #until(isTrue: () => boolean, signal: AbortSignal): Promise<void> {
    if (isTrue()) return
    const latch = new SignalLatch()
    this.#waiters.add(latch)
    try {
      while (!isTrue()) await latch.wait(60_000, signal)
    } finally {
      this.#waiters.delete(latch)
    }
  }

  #settle(frame: Extract<Frame, { kind: 'settled' }>): void {
    // Settled out of order only by a resend: look from the oldest, which is nearly always the one.
    const index = this.#kept.findIndex(
      ({ batch }) =>
        batch.streamId === frame.streamId && batch.epoch === frame.epoch && batch.n === frame.n,
    )
    if (index >= 0) {
      this.#inFlightBytes -= this.#kept[index]!.bytes.length
      this.#kept.splice(index, 1)
    }
    if (frame.outcome === 'stale-epoch') {
      this.#refused.set(
        frame.streamId,
        Math.max(frame.epoch, this.#refused.get(frame.streamId) ?? 0),
      )
    }
    for (const waiter of this.#waiters) waiter.set()
  }

  async #keepConnected(): Promise<void> {
    const signal = this.#lifetime.signal
    while (!signal.aborted) {
      await this.#connectOnce()
      try {
        await sleep(RECONNECT_DELAY_MS, signal)
      } catch (error) {
        if (!isCausedBy(error, signal)) throw error
      }
    }
  }

  /** One connection: resends what is kept, then reads settlements until the connection ends, however it ends. */
  async #connectOnce(): Promise<void> {
    const socket = connect(this.#socketPath)
    const reader = new FrameReader()
    const closed = Promise.withResolvers<void>()
    socket.on('connect', () => {
      // Disposed while it was connecting: nobody else would close it.
      if (this.#lifetime.signal.aborted) {
        socket.destroy()
        return
      }
      this.#socket = socket
      for (const kept of this.#kept) socket.write(kept.bytes)
    })
    socket.on('data', (chunk: Buffer) => {
      for (const frame of reader.read(chunk)) if (frame.kind === 'settled') this.#settle(frame)
    })
    // A writer that is being restarted refuses or resets: the loop tries again, nothing kept is lost.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => closed.resolve())
    if (this.#lifetime.signal.aborted) socket.destroy()
    await closed.promise
    this.#socket = null
  }
}
