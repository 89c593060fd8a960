/** Which batches count: guarded by the stream's epoch (INV-3) and by the numbers that are committed already (INV-1). */
import type { Batch } from '../domain/batch.ts'
import type { Writer } from './dialects/dialect.ts'
import type { AppendResult } from './store.ts'
import { findStreamRow, type StreamRow } from './stream-row.ts'

/** The batches of one stream that commit now, in order of their numbers as delivered. */
export interface Admission {
  readonly stream: StreamRow
  readonly batches: Batch[]
}

export async function admitBatches(
  trx: Writer,
  batches: readonly Batch[],
): Promise<{ outcomes: AppendResult['outcomes']; admissions: Admission[] }> {
  const byStream = new Map<string, Admission | null>()
  const lastNumbers = new Map<string, number>()
  const outcomes: AppendResult['outcomes'][number][] = []
  for (const batch of batches) {
    const { streamId } = batch
    if (!byStream.has(streamId)) {
      const stream = await findStreamRow(trx, streamId)
      byStream.set(streamId, stream ? { stream, batches: [] } : null)
      lastNumbers.set(streamId, stream?.last_batch_n ?? 0)
    }
    const admission = byStream.get(streamId)
    if (!admission || !accepts(admission.stream, batch.epoch)) outcomes.push('stale-epoch')
    else if (batch.n <= lastNumbers.get(streamId)!) outcomes.push('repeated')
    else {
      lastNumbers.set(streamId, batch.n)
      admission.batches.push(batch)
      outcomes.push('committed')
    }
  }
  const admissions = [...byStream.values()].filter(
    (admission): admission is Admission => admission !== null && admission.batches.length > 0,
  )
  return { outcomes, admissions }
}

/**
 * The newest epoch writes, and no other. A process that died may have handed over batches before: they still count until its
 * stream is claimed. Once a stop is confirmed nothing does (INV-4).
 */
function accepts(stream: StreamRow, epoch: number): boolean {
  const isStopped = stream.state === 'stopped' && stream.owner === null
  return stream.epoch === epoch && !isStopped
}
