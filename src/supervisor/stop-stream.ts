/**
 * Stop with proof, from any server: writes what is wanted, wakes whoever holds the stream, and answers when the holder
 * has closed its socket, committed what it had received and given the lease back. If the holder is gone, this process
 * takes the lease itself as soon as it can be taken, which raises the epoch: nothing late is stored (INV-3, INV-4).
 */
import type { ProcessId, StreamId } from '../domain/ids.ts'
import type { Stream } from '../domain/stream.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import type { Clock } from '../lib/clock.ts'
import { RequestError } from '../lib/errors.ts'
import { SignalLatch } from '../lib/signal-latch.ts'
import type { Wake } from '../lib/wake.ts'
import type { Store } from '../store/store.ts'

const POLL_MS = 50
const CLAIM_TTL_MS = 5_000
/** Longer than a lease: by then a dead holder's lease can be taken. */
const GIVE_UP_MS = 25_000

export interface StopStreamOptions {
  readonly store: Store
  readonly wake: Wake<WakeTopic>
  readonly clock: Clock
  readonly processId: ProcessId
}

/** Throws RequestError: 404 when there is no such stream, 503 when nobody could confirm it in time, 409 when it was started meanwhile. */
export async function stopStream(
  options: StopStreamOptions,
  id: StreamId,
  signal: AbortSignal,
): Promise<Stream> {
  const { store, wake, clock, processId } = options
  const changed = new SignalLatch()
  const unsubscribe = wake.subscribe('streams', () => changed.set())
  try {
    let stream = await store.setDesired(id, 'stopped', clock.nowMs())
    wake.publish('streams')
    for (const startedAt = performance.now(); performance.now() - startedAt < GIVE_UP_MS;) {
      if (!stream) throw new RequestError(404, 'stream.not-found', `There is no stream ${id}.`)
      if (stream.desired === 'running') {
        throw new RequestError(
          409,
          'stream.started-meanwhile',
          'The stream was started again before its stop was confirmed.',
        )
      }
      if (stream.state === 'stopped' && stream.owner === null) return stream
      const claim = await store.claimStream(id, processId, CLAIM_TTL_MS)
      if (claim) {
        const end = { state: 'stopped', atMs: clock.nowMs(), reason: 'stopped' } as const
        await store.releaseStream(id, claim.stream.epoch, end)
        wake.publish('streams')
      } else await changed.wait(POLL_MS, signal)
      stream = await store.readStream(id)
    }
    throw new RequestError(
      503,
      'stream.stop-unconfirmed',
      'The stream is told to stop, but nobody has confirmed it yet: ask again in some seconds.',
    )
  } finally {
    unsubscribe()
  }
}
