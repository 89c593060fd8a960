/**
 * The journal carries numbered batches (stream, epoch, n) from collectors to the writer.
 *
 * Owns: transport and acknowledgement. A batch is acknowledged only after its commit; until then the sender
 * keeps it and sends it again when the way to the writer was lost. It is a buffer, never the truth: a hole in a
 * stream's numbers, or a coverage that was never committed, is a gap on the ledger.
 * Must not know: SQL, networks, what is in a post.
 */
import type { Batch } from '../domain/batch.ts'

export interface JournalSender {
  /**
   * Takes a batch. Resolves once there is room for another (back-pressure: bounded batches and bytes in flight),
   * which is before the commit. Rejects when the signal fires, or when the writer refused a batch of this stream
   * (StaleEpochError: somebody else holds the stream now).
   */
  send(batch: Batch, signal: AbortSignal): Promise<void>
  /** Resolves when every batch sent so far for this stream is committed. */
  flushed(streamId: Batch['streamId'], signal: AbortSignal): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type BatchOutcome = { readonly kind: 'committed' } | { readonly kind: 'stale-epoch' }

/** A batch that waits for its commit. `settle` exactly once; unsettled ones come again after a reconnect. */
export interface Delivery {
  readonly batch: Batch
  settle(outcome: BatchOutcome): void
}

export interface JournalReceiver {
  /** Groups as they are there: at least one delivery, at most `maxPosts` posts (or one larger batch). */
  receive(options: { maxPosts: number }, signal: AbortSignal): AsyncIterable<readonly Delivery[]>
  [Symbol.asyncDispose](): Promise<void>
}
