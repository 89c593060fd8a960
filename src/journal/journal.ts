/**
 * The journal carries numbered batches (stream, epoch, n) from collectors to the writer.
 *
 * Owns: transport and acknowledgement. A batch is acknowledged only after its commit; until then the sender
 * keeps it and sends it again when the way to the writer was lost. It is a buffer, never the truth: a hole in a
 * stream's numbers, or a coverage that was never committed, is a gap on the ledger.
 * Must not know: SQL, networks, what is in a post.
 */
import type { Batch } from '../domain/batch.ts'
import { AppError } from '../lib/errors.ts'

/** The writer refused a batch: somebody else holds the stream now, or it was stopped (INV-3). */
export class BatchRefusedError extends AppError {
  readonly code = 'lease.stale-epoch'
  readonly retry = 'never'
}

export interface JournalSender {
  /**
   * Takes a batch and keeps it until it is committed. Never waits. Throws BatchRefusedError when the writer refused
   * a batch of this stream and epoch before.
   */
  send(batch: Batch): void
  /** Resolves when there is room for another batch: back-pressure by bounded batches and bytes under way. */
  hasRoom(signal: AbortSignal): Promise<void>
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
