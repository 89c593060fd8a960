/**
 * The live tail: what is committed, pushed to every open page, in the stored order (INV-8).
 *
 * Owns: one shared reader over the stored order, the window of recent posts it fills, the changes of streams and gaps,
 * and the cursors that move over all that. Takes: the store, wake-up hints. Gives: chunks of Server-Sent Events to whoever asks.
 * Must not know: HTTP, sockets, who may read.
 *
 * The reader goes no faster than the quickest browser: it reads only while a cursor waits at the end of the window,
 * so a server without open pages reads no posts at all. A hint (`committed`) lowers the delay; the poll is the truth.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WakeTopic } from '../domain/wake-topic.ts'
import { AppError } from '../lib/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { SignalLatch } from '../lib/signal-latch.ts'
import type { Wake } from '../lib/wake.ts'
import type { Store } from '../store/store.ts'
import { ChangeLog } from './change-log.ts'
import { Cursor, type CursorFeed } from './cursor.ts'
import { createGapChanges, GAP_HORIZON_MS } from './gap-changes.ts'
import { PostWindow } from './post-window.ts'
import { createStreamChanges } from './stream-changes.ts'
import { Watcher } from './watcher.ts'

/** A browser that comes back from further away begins at the live edge: it would get minutes of posts nobody looks at. */
export const MAX_RESUME_POSTS = 50_000
export const MAX_CURSORS = 1_000

const WINDOW_LIMITS = { maxPosts: 2_000, maxBytes: 8 * 1024 * 1024 }
const READ_POSTS = 500
const POLL_MS = 500
const GAP_POLL_MS = 1_000
const KEEP_ALIVE_MS = 15_000
const MAX_WATCHED_STREAMS = 10_000
const MAX_WATCHED_GAPS = 1_000

/** As many pages are open as one server serves. */
export class TooManyCursorsError extends AppError {
  readonly code = 'live.too-many-readers'
  readonly retry = 'backoff'
}

export interface TailOptions {
  readonly store: Store
  readonly wake: Wake<WakeTopic>
  readonly clock: Clock
  readonly logger: Logger
  /** For tests; production leaves them out. */
  readonly keepAliveMs?: number
  readonly maxResumePosts?: number
  readonly windowLimits?: { maxPosts: number; maxBytes: number }
}

export interface Tail {
  readonly cursorCount: number
  /**
   * A cursor after `afterSeq` (exclusive), or at the live edge when it is null, too far back or beyond the end.
   * Throws StoreError when the edge cannot be read, TooManyCursorsError.
   */
  openCursor(request: {
    afterSeq: number | null
    keywordIds: ReadonlySet<string> | null
  }): Promise<Cursor>
  /** Ends the reader. Cursors end by the signals they were given. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts reading; ends with the signal or when disposed. */
export function openTail(options: TailOptions, signal: AbortSignal): Tail {
  const feed = new TailFeed(options)
  const own = new AbortController()
  const running = feed.run(AbortSignal.any([signal, own.signal]))
  // A failure of the loops themselves is a bug; it is seen where the tail is disposed, not as an unhandled rejection.
  running.catch((error: unknown) => options.logger.error({ err: error }, 'the live tail ended'))
  return {
    get cursorCount() {
      return feed.cursorCount
    },
    openCursor: (request) => feed.openCursor(request),
    async [Symbol.asyncDispose]() {
      own.abort(new Error('the live tail was closed'))
      await running
    },
  }
}

class TailFeed implements CursorFeed {
  readonly store: Store
  readonly logger: Logger
  readonly keepAliveMs: number
  readonly window: PostWindow
  readonly streams = new ChangeLog(MAX_WATCHED_STREAMS)
  readonly gaps = new ChangeLog(MAX_WATCHED_GAPS)
  readonly #clock: Clock
  readonly #maxResumePosts: number
  readonly #latches = new Set<SignalLatch>()
  /** Cursors that have seen the whole window, and where they stand. */
  readonly #waiting = new Map<SignalLatch, number>()
  readonly #watchers: readonly Watcher[]
  readonly #postWatcher: Watcher
  /** The reader was not needed when it last looked: there may be posts it has not read. */
  #isBehind = true

  constructor(options: TailOptions) {
    this.store = options.store
    this.logger = options.logger
    this.keepAliveMs = options.keepAliveMs ?? KEEP_ALIVE_MS
    this.window = new PostWindow(options.windowLimits ?? WINDOW_LIMITS)
    this.#clock = options.clock
    this.#maxResumePosts = options.maxResumePosts ?? MAX_RESUME_POSTS
    const common = { wake: options.wake, logger: options.logger }
    this.#postWatcher = new Watcher({
      ...common,
      subject: 'posts',
      topics: ['committed'],
      pollMs: POLL_MS,
      minGapMs: 0,
      look: (signal) => this.#readPosts(signal),
    })
    const applyStreams = createStreamChanges(this.streams)
    const applyGaps = createGapChanges(this.gaps)
    this.#watchers = [
      this.#postWatcher,
      new Watcher({
        ...common,
        subject: 'streams',
        topics: ['streams'],
        pollMs: POLL_MS,
        minGapMs: 20,
        look: async () => {
          if (applyStreams(await this.store.listStreams())) this.#wakeAll()
        },
      }),
      new Watcher({
        ...common,
        subject: 'gaps',
        topics: ['coverage', 'streams'],
        pollMs: GAP_POLL_MS,
        minGapMs: 250,
        look: async () => {
          const toMs = this.#clock.nowMs()
          const fromMs = toMs - GAP_HORIZON_MS
          const { intervals } = await this.store.readCoverage({ streamId: null, fromMs, toMs })
          if (applyGaps(intervals, fromMs)) this.#wakeAll()
        },
      }),
    ]
  }

  get cursorCount(): number {
    return this.#latches.size
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#watchers.map((watcher) => watcher.run(signal)))
  }

  async openCursor(request: {
    afterSeq: number | null
    keywordIds: ReadonlySet<string> | null
  }): Promise<Cursor> {
    if (this.#latches.size >= MAX_CURSORS) {
      throw new TooManyCursorsError(`${MAX_CURSORS} live pages are open already`)
    }
    const latch = new SignalLatch()
    this.#latches.add(latch)
    try {
      const { afterSeq, keywordIds } = request
      const edgeSeq = await this.store.readLastSeq()
      const resetReason = this.#resetReason(afterSeq, edgeSeq)
      const seq = afterSeq === null || resetReason ? edgeSeq : afterSeq
      return new Cursor(this, { seq, resetReason, keywordIds }, latch)
    } catch (error) {
      this.release(latch)
      throw error
    }
  }

  startWaiting(latch: SignalLatch, seq: number): void {
    this.#waiting.set(latch, seq)
    // Read for others between this cursor's look and its wait: nobody would say so again.
    if (seq < this.window.lastSeq) latch.set()
    if (this.#isBehind) this.#postWatcher.nudge()
  }

  stopWaiting(latch: SignalLatch): void {
    this.#waiting.delete(latch)
  }

  release(latch: SignalLatch): void {
    this.#latches.delete(latch)
  }

  #resetReason(
    afterSeq: number | null,
    edgeSeq: number,
  ): 'too-far-back' | 'unknown-position' | null {
    if (afterSeq === null) return null
    if (afterSeq > edgeSeq) return 'unknown-position'
    return edgeSeq - afterSeq > this.#maxResumePosts ? 'too-far-back' : null
  }

  /** Reads on while somebody waits for it. */
  async #readPosts(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      this.#isBehind = this.#waiting.size === 0
      if (this.#isBehind) return
      const waitingSeq = Math.min(...this.#waiting.values())
      // Nobody needs what lies between: it was committed while no page was open.
      if (waitingSeq > this.window.lastSeq) this.window.restartAt(waitingSeq)
      const posts = await this.store.readPostsAfter(this.window.lastSeq, READ_POSTS)
      if (posts.length === 0) return
      this.window.append(posts)
      for (const latch of this.#waiting.keys()) latch.set()
      if (posts.length < READ_POSTS) return
      await nextTurn()
    }
  }

  #wakeAll(): void {
    for (const latch of this.#latches) latch.set()
  }
}
