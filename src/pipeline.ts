/**
 * The data's way, whole: source → match → journal for one connection of one stream, and journal → store for the writer.
 *
 * Owns: the order of the steps, when a batch is due, back-pressure from the writer to the socket.
 * Must not know: what network it is, what SQL is, why it was started or who stops it.
 */
import type { BatchBuilder } from './batch-builder.ts'
import type { KeywordId } from './domain/ids.ts'
import type { Post } from './domain/post.ts'
import type { WakeTopic } from './domain/wake-topic.ts'
import type { Delivery, JournalReceiver, JournalSender } from './journal/journal.ts'
import { isCausedBy } from './lib/abort.ts'
import { messageOf } from './lib/errors.ts'
import type { Logger } from './lib/logger.ts'
import { sleep } from './lib/sleep.ts'
import type { Wake } from './lib/wake.ts'
import type { RateMeter } from './lib/rate-meter.ts'
import type { Source, SourceItem } from './sources/source.ts'
import { StoreError, type Store } from './store/store.ts'

/** A batch goes out when one of these is reached: the delay bounds how late a post is seen, the sizes bound memory. */
const MAX_BATCH_DELAY_MS = 20
const MAX_BATCH_POSTS = 500
const MAX_BATCH_RAW_BYTES = 4 * 1024 * 1024
/** Bytes without posts (keep-alives) move the ledger too, but nobody waits for that. */
const MAX_HEARTBEAT_DELAY_MS = 1_000

export interface StreamStages {
  readonly source: Source
  /** Decides where the network does not filter. */
  readonly match: (post: Post) => readonly KeywordId[]
  readonly journal: JournalSender
  readonly builder: BatchBuilder
  readonly meter: RateMeter
  readonly onConnected: (item: Extract<SourceItem, { kind: 'connected' }>) => void
  /** Sees every array of items, for whoever judges the connection by them. */
  readonly onItems: (items: readonly SourceItem[]) => void
}

/**
 * Runs one connection until the network ends it, it fails, or the signal fires; returns or throws as Source.open does,
 * or throws BatchRefusedError when the stream is held elsewhere. What was received and not handed over yet stays with the builder: whoever runs connections flushes it.
 */
export async function runConnection(
  stages: StreamStages,
  cursor: string | null,
  signal: AbortSignal,
): Promise<void> {
  const { builder, journal, meter } = stages
  const attempt = new AbortController()
  const attemptSignal = AbortSignal.any([signal, attempt.signal])
  const ticking = flushWhenDue(stages, attemptSignal).catch((error: unknown) => {
    if (!isCausedBy(error, attemptSignal)) attempt.abort(error)
  })
  try {
    for await (const items of stages.source.open(cursor, attemptSignal)) {
      const receivedBefore = builder.received
      for (const item of items) collect(stages, item)
      meter.mark(builder.received - receivedBefore)
      stages.onItems(items)
      if (builder.received >= MAX_BATCH_POSTS || builder.rawBytes >= MAX_BATCH_RAW_BYTES)
        flush(stages)
      // Also when the clock did the flushing: a slow writer must hold the socket back at any rate.
      await journal.hasRoom(attemptSignal)
    }
  } finally {
    attempt.abort(new Error('the connection has ended'))
    await ticking
  }
}

/** Hands what was gathered to the journal. */
export function flush(stages: Pick<StreamStages, 'builder' | 'journal' | 'meter'>): void {
  const batch = stages.builder.take(stages.meter.perSecond())
  if (batch) stages.journal.send(batch)
}

function collect(stages: StreamStages, item: SourceItem): void {
  const { builder } = stages
  switch (item.kind) {
    case 'post':
      if (item.expanded) builder.addExpanded(item.expanded, item.receivedAtMs)
      addPost(stages, item)
      break
    case 'rejected':
      builder.addReject(item.reason, item.raw, item.atMs, item.byteLength)
      break
    case 'heartbeat':
      builder.addHeartbeat(item.atMs)
      break
    case 'connected':
      builder.mark({ atMs: item.atMs, state: 'live', reason: null })
      builder.addHeartbeat(item.atMs)
      stages.onConnected(item)
      break
  }
}

/**
 * What the network's own rules delivered is kept, whatever the matcher says (INV-6). Where it does not filter, the keywords of
 * the matcher decide, and what nobody asked for is only counted.
 */
function addPost(
  { builder, match }: StreamStages,
  { post, raw, keywordIds, receivedAtMs }: Extract<SourceItem, { kind: 'post' }>,
): void {
  const found = keywordIds ?? match(post)
  if (keywordIds === null && found.length === 0) builder.addUnkept(post, receivedAtMs)
  else builder.addPost(post, raw, found, receivedAtMs)
}

/** The clock's half of "when is a batch due". */
async function flushWhenDue(stages: StreamStages, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; ;) {
    await sleep(MAX_BATCH_DELAY_MS, signal)
    waitedMs += MAX_BATCH_DELAY_MS
    if (!stages.builder.hasNews && waitedMs < MAX_HEARTBEAT_DELAY_MS) continue
    waitedMs = 0
    await stages.journal.hasRoom(signal)
    flush(stages)
  }
}

export interface WriterStages {
  readonly journal: JournalReceiver
  readonly store: Store
  readonly wake: Wake<WakeTopic>
  readonly logger: Logger
}

const MAX_COMMIT_POSTS = 2_000
const STORE_RETRY_MS = 200
/** Between transactions of a saturated writer, so that other processes get at SQLite's one write lock. */
const WRITE_GAP_MS = 2

/** Journal → store, one transaction per group of batches, acknowledged after the commit. Returns when the signal fires. */
export async function runWriter(stages: WriterStages, signal: AbortSignal): Promise<void> {
  for await (const deliveries of stages.journal.receive({ maxPosts: MAX_COMMIT_POSTS }, signal)) {
    await commit(stages, deliveries, signal)
    await sleep(WRITE_GAP_MS, signal)
  }
}

async function commit(
  stages: WriterStages,
  deliveries: readonly Delivery[],
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      const result = await stages.store.appendBatches(deliveries.map(({ batch }) => batch))
      deliveries.forEach((delivery, index) => {
        const outcome = result.outcomes[index]
        delivery.settle({ kind: outcome === 'stale-epoch' ? 'stale-epoch' : 'committed' })
      })
      stages.wake.publish('committed')
      if (result.coverageChanged) stages.wake.publish('coverage')
      return
    } catch (error) {
      // The database is away: the batches stay here, the journal fills, the sockets are read no further. Nothing is lost.
      if (!(error instanceof StoreError) || error.retry === 'never') throw error
      stages.logger.warn(
        { event: 'store.unavailable', detail: messageOf(error) },
        'the database does not answer, trying again',
      )
      await sleep(STORE_RETRY_MS, signal)
    }
  }
}
