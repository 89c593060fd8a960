/**
 * One browser's place in the stored order. It holds a number, not a queue: whoever asks for the next chunk gets what
 * is there now, and who does not ask costs nothing (INV-8).
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import type { SignalLatch } from '../lib/signal-latch.ts'
import { sleep } from '../lib/sleep.ts'
import { StoreError, type Store } from '../store/store.ts'
import type { ChangeLog } from './change-log.ts'
import { isWanted, postFrame, type PostWindow } from './post-window.ts'
import { sseEvent, ssePosition } from './sse.ts'

/** About what a socket takes at once; also the most that is in memory for one browser. */
const MAX_CHUNK_BYTES = 64 * 1024
/** Posts read by a browser that is behind the shared window. */
const CATCH_UP_POSTS = 200
const STORE_RETRY_MS = 500
/** What EventSource waits before it comes back. */
const RECONNECT_MS = 1_000

/** What all cursors of a tail share. */
export interface CursorFeed {
  readonly store: Store
  readonly window: PostWindow
  readonly streams: ChangeLog
  readonly gaps: ChangeLog
  readonly keepAliveMs: number
  readonly logger: Logger
  /** The cursor has seen the whole window and waits for posts after `seq`; `latch` is set when there is something. */
  startWaiting(latch: SignalLatch, seq: number): void
  stopWaiting(latch: SignalLatch): void
  /** The cursor is gone. */
  release(latch: SignalLatch): void
}

export interface CursorStart {
  readonly seq: number
  /** Why the position asked for could not be resumed; null when nothing was missed. */
  readonly resetReason: 'too-far-back' | 'unknown-position' | null
  /** null = every post. */
  readonly keywordIds: ReadonlySet<string> | null
}

export class Cursor {
  readonly #feed: CursorFeed
  readonly #start: CursorStart
  readonly #latch: SignalLatch
  #seq: number
  /** From 0: a browser that connects is told how each stream stands, so it misses no change while it was away. */
  #streamsVersion = 0
  #gapsVersion: number

  constructor(feed: CursorFeed, start: CursorStart, latch: SignalLatch) {
    this.#feed = feed
    this.#start = start
    this.#latch = latch
    this.#seq = start.seq
    this.#gapsVersion = feed.gaps.version
  }

  /**
   * Chunks of whole events, each made only when asked for: ask again when the socket is writable. Endless; rejects with
   * the signal's reason. Must be run (or closed with `return()`), since it is what gives the cursor back.
   */
  async *chunks(signal: AbortSignal): AsyncGenerator<Buffer, never, undefined> {
    const { keepAliveMs } = this.#feed
    try {
      yield this.#opening()
      let keepAliveDueMs = performance.now() + keepAliveMs
      for (;;) {
        signal.throwIfAborted()
        const { frames, hasMore } = await this.#takePosts(signal)
        frames.unshift(...this.#takeChanges())
        if (performance.now() >= keepAliveDueMs) {
          frames.push(ssePosition(this.#seq, ': keep-alive'))
          keepAliveDueMs = performance.now() + keepAliveMs
        }
        if (frames.length > 0) yield Buffer.concat(frames)
        else if (hasMore) await nextTurn()
        else await this.#wait(keepAliveDueMs - performance.now(), signal)
      }
    } finally {
      this.#feed.release(this.#latch)
    }
  }

  #opening(): Buffer {
    const { resetReason } = this.#start
    const opening = ssePosition(this.#seq, `retry: ${RECONNECT_MS}`)
    if (!resetReason) return opening
    const data = { reason: resetReason, seq: this.#seq }
    return Buffer.concat([opening, sseEvent('reset', data, this.#seq)])
  }

  #takeChanges(): Buffer[] {
    const { streams, gaps } = this.#feed
    const frames = [
      ...streams.readAfter(this.#streamsVersion),
      ...gaps.readAfter(this.#gapsVersion),
    ]
    this.#streamsVersion = streams.version
    this.#gapsVersion = gaps.version
    return frames
  }

  async #takePosts(signal: AbortSignal): Promise<{ frames: Buffer[]; hasMore: boolean }> {
    const { window } = this.#feed
    const { keywordIds } = this.#start
    if (this.#seq >= window.lastSeq) return { frames: [], hasMore: false }
    if (this.#seq < window.floorSeq) return this.#catchUp(signal)
    const { frames, seq } = window.read(this.#seq, keywordIds, MAX_CHUNK_BYTES)
    this.#seq = seq
    return { frames, hasMore: true }
  }

  async #catchUp(signal: AbortSignal): Promise<{ frames: Buffer[]; hasMore: true }> {
    const { store, window, logger } = this.#feed
    // Taken before the read: what was committed up to here is either in the answer or no longer exists.
    const floorSeq = window.floorSeq
    try {
      const posts = await store.readPostsAfter(this.#seq, CATCH_UP_POSTS)
      this.#seq = posts.at(-1)?.seq ?? Math.max(this.#seq, floorSeq)
      const wanted = posts.filter((post) => isWanted(post.keywords, this.#start.keywordIds))
      return { frames: wanted.map((post) => postFrame(post)), hasMore: true }
    } catch (error) {
      if (!(error instanceof StoreError) || error.retry === 'never') throw error
      // The position stays: the browser gets everything as soon as the database answers again.
      logger.debug({ event: 'live.catch-up-failed', detail: messageOf(error) }, 'trying again')
      await sleep(STORE_RETRY_MS, signal)
      return { frames: [], hasMore: true }
    }
  }

  async #wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    this.#feed.startWaiting(this.#latch, this.#seq)
    try {
      await this.#latch.wait(Math.max(0, timeoutMs), signal)
    } finally {
      this.#feed.stopWaiting(this.#latch)
    }
  }
}
