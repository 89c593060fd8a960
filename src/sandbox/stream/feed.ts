/**
 * The feed: takes lines from their source at the rate that was set and writes them to the open
 * streams, many at a time.
 *
 * A reader that does not take what it was sent is waited for: lines fall due and are not made. What
 * is due and unsent is its debt; a debt above `maxBufferedBytes` ends the connection, as X does
 * with a slow reader. Without a rate (0) nothing falls due, and a reader is never too slow.
 */
import type { SandboxSettings, SandboxTime } from '../settings.ts'
import type { DeliveryLog } from './delivery-log.ts'
import type { FeedLine, FeedSource } from './feed-line.ts'
import type { StreamConnection } from './stream-connection.ts'
import type { StreamConnections } from './stream-connections.ts'

const BATCH_BYTES = 192 * 1024
const MAX_BATCH_LINES = 2000
const MIN_TICK_MS = 5
const MAX_TICK_MS = 50
/** A machine that slept owes nothing for the time it slept. */
const MAX_CATCH_UP_MS = 5000
const FIRST_LINE_BYTES = 2000

export interface FeedParts {
  /** Which of X's streams it feeds. */
  readonly endpointName: string
  readonly source: FeedSource
  readonly settings: SandboxSettings
  readonly time: SandboxTime
  readonly connections: StreamConnections
  readonly log: DeliveryLog
}

export class Feed {
  readonly #parts: FeedParts
  #timer: NodeJS.Timeout | null = null
  #immediate: NodeJS.Immediate | null = null
  #isClosed = false
  #lastTickMs = performance.now()
  /** Lines that are due and not made yet, with the fraction of the next one. */
  #due = 0
  #meanLineBytes = FIRST_LINE_BYTES

  constructor(parts: FeedParts) {
    this.#parts = parts
    this.#schedule()
  }

  /** Something changed: a stream opened, a reader caught up, rules or settings are others. */
  wake(): void {
    if (this.#isClosed || this.#immediate) return
    this.#immediate = setImmediate(() => {
      this.#immediate = null
      this.#tick()
    })
  }

  /** Makes these now, whatever the rate; how many were made. */
  emit(count: number): number {
    let made = 0
    while (made < count) {
      const batch = this.#take(Math.min(count - made, MAX_BATCH_LINES), () =>
        this.#parts.time.nowMs(),
      )
      if (batch.length === 0) break
      this.#write(batch)
      made += batch.length
    }
    return made
  }

  /** What is due to a blocked reader, as bytes. */
  get debtBytes(): number {
    return Math.floor(this.#due) * this.#meanLineBytes
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#immediate) clearImmediate(this.#immediate)
  }

  #schedule(): void {
    if (this.#isClosed) return
    if (this.#timer) clearTimeout(this.#timer)
    const rate = this.#parts.settings.postsPerSecond
    const untilNextMs = rate === 0 ? MAX_TICK_MS : ((1 - (this.#due % 1)) * 1000) / rate
    this.#timer = setTimeout(
      () => this.#tick(),
      Math.min(Math.max(untilNextMs, MIN_TICK_MS), MAX_TICK_MS),
    )
  }

  #tick(): void {
    const { settings, time } = this.#parts
    const tickMs = performance.now()
    // Read together with the tick's own time: what is due is dated by both.
    const nowMs = time.nowMs()
    const elapsedMs = Math.min(tickMs - this.#lastTickMs, MAX_CATCH_UP_MS)
    this.#lastTickMs = tickMs
    if (!settings.paused) {
      if (settings.postsPerSecond === 0) this.#sendUnpaced(nowMs)
      else this.#sendDue(elapsedMs, nowMs)
    }
    this.#schedule()
  }

  #receiving(): StreamConnection[] {
    const { connections, endpointName } = this.#parts
    return connections.open.filter(
      (connection) => connection.endpointName === endpointName && connection.isReceiving,
    )
  }

  #sendUnpaced(nowMs: number): void {
    this.#due = 0
    const readers = this.#receiving()
    if (readers.length === 0 || readers.some((reader) => reader.isBlocked)) return
    const batch = this.#take(MAX_BATCH_LINES, () => nowMs)
    this.#write(batch)
    if (batch.length > 0) this.wake()
  }

  #sendDue(elapsedMs: number, nowMs: number): void {
    const { settings, source } = this.#parts
    const rate = settings.postsPerSecond
    const hasReader = this.#receiving().length > 0
    if (!hasReader && !source.runsUnread) {
      this.#due = 0
      return
    }
    this.#due += (elapsedMs * rate) / 1000
    this.#dropSlowReaders()
    while (this.#due >= 1 && !this.#receiving().some((reader) => reader.isBlocked)) {
      const count = Math.min(Math.floor(this.#due), MAX_BATCH_LINES)
      // Each is as old as the time since it fell due.
      const batch = this.#take(count, () => {
        const ageMs = ((this.#due - 1) * 1000) / rate
        this.#due--
        return nowMs - ageMs
      })
      this.#write(batch)
      if (batch.length === 0) {
        this.#due %= 1
        return
      }
    }
  }

  #dropSlowReaders(): void {
    for (const reader of this.#receiving()) {
      if (!reader.isBlocked) continue
      if (reader.bufferedBytes + this.debtBytes <= this.#parts.settings.maxBufferedBytes) continue
      reader.cut('slow_reader')
      this.#due %= 1
    }
  }

  /** Up to `count` lines, fewer when they fill a batch or there are no more. */
  #take(count: number, nextTimeMs: () => number): FeedLine[] {
    const lines: FeedLine[] = []
    const maxLines = Math.min(count, Math.ceil(BATCH_BYTES / this.#meanLineBytes))
    while (lines.length < maxLines) {
      const line = this.#parts.source.next(nextTimeMs())
      if (line === null) break
      lines.push(line)
    }
    return lines
  }

  #write(lines: readonly FeedLine[]): void {
    if (lines.length === 0) return
    const readers = this.#receiving()
    if (readers.length === 0) return
    for (const reader of readers) {
      const { selection } = reader
      const byteLength = lines.reduce((sum, line) => sum + line.byteLength(selection), 0)
      const bytes = Buffer.allocUnsafe(byteLength)
      let offset = 0
      for (const line of lines) offset = line.write(selection, bytes, offset)
      reader.write(bytes)
      this.#meanLineBytes = Math.max(1, byteLength / lines.length)
    }
    const ids = lines.flatMap((line) => line.id ?? [])
    this.#parts.log.add(ids, this.#parts.time.nowMs())
  }
}
