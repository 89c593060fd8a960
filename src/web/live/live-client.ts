/**
 * The page's one live connection. Owns the EventSource, its reconnects and its place in the order of posts; gives
 * batches of decoded events, one per frame, and its own state. Must not know React, nor what is made of the events.
 *
 * Reconnects are made here and not left to EventSource: browsers give up for good on some answers (502 while a server
 * restarts), wait three seconds on others, and say neither. `?after=` carries on where the last post stood, so nothing
 * is missed; a repeat is the reducers' to drop. One connection per page, because a browser allows six per server.
 */
import { API_BASE, withParameters } from '../api/client.ts'
import {
  failureCount,
  INITIAL_STATUS,
  reconnectDelayMs,
  reduceConnection,
  type ConnectionEvent,
  type ConnectionStatus,
} from './connection-status.ts'
import { EventBatch } from './event-batch.ts'
import { decodeLiveEvent, LIVE_EVENT_NAMES, type LiveEvent } from './live-event.ts'
import { MAX_FEED_ITEMS } from './post-feed.ts'

export interface LiveClientOptions {
  openEventSource: (url: string) => EventSource
  scheduleFrame: (callback: () => void) => void
  nowMs: () => number
  /** 0..1, for the jitter of reconnects. */
  random: () => number
}

export class LiveClient {
  readonly #options: LiveClientOptions
  readonly #batch: EventBatch
  readonly #eventListeners = new Set<(events: readonly LiveEvent[]) => void>()
  readonly #statusListeners = new Set<() => void>()
  #status: ConnectionStatus = INITIAL_STATUS
  #source: EventSource | null = null
  #retryTimer: ReturnType<typeof setTimeout> | null = null
  /** Keywords the server is asked for; empty = all. */
  #keywords: readonly string[] = []
  /** Place of the newest post seen; null = begin at the live edge. */
  #afterSeq: number | null = null

  constructor(options: LiveClientOptions) {
    this.#options = options
    this.#batch = new EventBatch({
      scheduleFrame: options.scheduleFrame,
      maxWaiting: MAX_FEED_ITEMS,
      deliver: (events) => {
        for (const listener of this.#eventListeners) listener(events)
      },
    })
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  /**
   * Opens the connection, or opens it anew with other keywords. `afterSeq`: every post after this one is
   * delivered; null: carry on from the newest one seen, or from the live edge.
   */
  watch(keywords: readonly string[], afterSeq: number | null): void {
    this.#keywords = keywords
    if (afterSeq !== null) this.#afterSeq = afterSeq
    this.#batch.clear()
    this.#open()
  }

  isWatching(keywords: readonly string[]): boolean {
    return (
      this.#source !== null &&
      keywords.length === this.#keywords.length &&
      keywords.every((keyword) => this.#keywords.includes(keyword))
    )
  }

  /** Tries at once instead of waiting, or replaces a connection that may have died unnoticed (sleep, change of network). */
  reconnect(): void {
    this.#open()
  }

  onEvents(listener: (events: readonly LiveEvent[]) => void): () => void {
    this.#eventListeners.add(listener)
    return () => void this.#eventListeners.delete(listener)
  }

  onStatus(listener: () => void): () => void {
    this.#statusListeners.add(listener)
    return () => void this.#statusListeners.delete(listener)
  }

  /** Ends the connection; `watch` opens it again. */
  close(): void {
    this.#closeSource()
    this.#batch.clear()
  }

  #open(): void {
    this.#closeSource()
    this.#apply({ type: 'connecting' })
    const source = this.#options.openEventSource(
      withParameters(`${API_BASE}/live`, { keyword: this.#keywords, after: this.#afterSeq }),
    )
    this.#source = source
    // An orphan still speaks for a moment after it was replaced: only the current one is listened to.
    const isCurrent = (): boolean => this.#source === source
    source.addEventListener('open', () => {
      if (isCurrent()) this.#apply({ type: 'opened', atMs: this.#options.nowMs() })
    })
    source.addEventListener('error', () => {
      if (isCurrent()) this.#retryLater()
    })
    for (const name of LIVE_EVENT_NAMES) {
      source.addEventListener(name, (message: MessageEvent<string>) => {
        if (isCurrent()) this.#receive(decodeLiveEvent(name, message.data))
      })
    }
  }

  #receive(event: LiveEvent): void {
    if (event.kind === 'post') this.#afterSeq = Math.max(this.#afterSeq ?? 0, event.post.seq)
    // The server starts over at the live edge: the old place means nothing to it any more.
    if (event.kind === 'reset') this.#afterSeq = null
    this.#batch.add(event)
  }

  #retryLater(): void {
    this.#closeSource()
    const delayMs = reconnectDelayMs(failureCount(this.#status) + 1, this.#options.random())
    this.#apply({ type: 'failed', retryAtMs: this.#options.nowMs() + delayMs })
    this.#retryTimer = setTimeout(() => this.#open(), delayMs)
  }

  #closeSource(): void {
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer)
    this.#retryTimer = null
    this.#source?.close()
    this.#source = null
  }

  #apply(event: ConnectionEvent): void {
    this.#status = reduceConnection(this.#status, event)
    for (const listener of this.#statusListeners) listener()
  }
}
