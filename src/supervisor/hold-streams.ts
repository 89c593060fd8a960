/**
 * One collector's share of the streams: compares what is desired (in SQL) with what runs here, claims, runs, renews,
 * gives back. Every process does the same; the lease decides (INV-3).
 *
 * Owns: leases held by this process, the runs under them. Takes: the store, the journal, a way to make a run.
 * Must not know: networks, HTTP, other processes' streams beyond who holds them.
 */
import type { ProcessId, StreamId } from '../domain/ids.ts'
import type { Stream } from '../domain/stream.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import { BatchRefusedError, type JournalSender } from '../journal/journal.ts'
import { isCausedBy } from '../lib/abort.ts'
import type { Clock } from '../lib/clock.ts'
import { AppError, messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import { SignalLatch } from '../lib/signal-latch.ts'
import type { Wake } from '../lib/wake.ts'
import { StaleEpochError, StoreError, type Claim, type Store } from '../store/store.ts'
import { placeStreams } from './placement.ts'
import type { StreamRun } from './run-stream.ts'

/** A holder that is not heard of for so long has lost its streams. */
const LEASE_TTL_MS = 15_000
const RENEW_EVERY_MS = LEASE_TTL_MS / 3
/** A process without a heartbeat for so long is not given streams. */
const PROCESS_TTL_MS = 15_000
const RECONCILE_EVERY_MS = 1_000
/** How long what was received may take to commit when a stream is given back, before it is left to the ledger. */
const HAND_BACK_TIMEOUT_MS = 3_000
/** A stream whose run threw something unforeseen is left alone for so long, with its error shown. */
const QUARANTINE_MS = 60_000

/** Why a run ends while the process lives on. */
class StreamEndedError extends AppError {
  readonly code = 'stream.ended'
  readonly retry = 'never'
  readonly reason: 'stopped' | 'moved' | 'lease-lost' | 'shutdown'

  constructor(reason: StreamEndedError['reason']) {
    super(`the stream ends here: ${reason}`)
    this.reason = reason
  }
}

interface Held {
  readonly claim: Claim
  readonly run: StreamRun
  readonly stop: AbortController
  desiredAtMs: number
  done: Promise<void>
}

export interface HoldStreamsOptions {
  readonly processId: ProcessId
  readonly store: Store
  readonly journal: JournalSender
  readonly wake: Wake<WakeTopic>
  readonly clock: Clock
  readonly logger: Logger
  readonly createRun: (claim: Claim) => StreamRun
}

/** Runs until the signal fires; returns when every stream is given back. */
export async function holdStreams(options: HoldStreamsOptions, signal: AbortSignal): Promise<void> {
  await new StreamHolder(options).run(signal)
}

class StreamHolder {
  readonly #options: HoldStreamsOptions
  readonly #held = new Map<StreamId, Held>()
  readonly #quarantinedUntilMs = new Map<StreamId, number>()
  #renewedAtMs = performance.now()

  constructor(options: HoldStreamsOptions) {
    this.#options = options
  }

  async run(signal: AbortSignal): Promise<void> {
    const changed = new SignalLatch()
    const unsubscribe = this.#options.wake.subscribe('streams', () => changed.set())
    try {
      for (;;) {
        await this.#pass()
        await changed.wait(RECONCILE_EVERY_MS, signal)
      }
    } catch (error) {
      if (!isCausedBy(error, signal)) throw error
    } finally {
      unsubscribe()
      await Promise.all([...this.#held.values()].map((held) => this.#end(held, 'shutdown')))
    }
  }

  /** One look at what is desired. A database that does not answer costs nothing until the leases run out. */
  async #pass(): Promise<void> {
    try {
      await this.#renew()
      await this.#reconcile()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#options.logger.warn(
        { event: 'store.unavailable', detail: error.message },
        'the database does not answer',
      )
    }
    // Nobody may hold the stream before we let go of it: a third of the time to live is left when we do.
    if (performance.now() - this.#renewedAtMs > LEASE_TTL_MS - RENEW_EVERY_MS) {
      await Promise.all([...this.#held.values()].map((held) => this.#end(held, 'lease-lost')))
    }
  }

  async #renew(): Promise<void> {
    const startedAtMs = performance.now()
    if (this.#held.size > 0 && startedAtMs - this.#renewedAtMs < RENEW_EVERY_MS) return
    const held = [...this.#held.values()].map(({ claim }) => ({
      id: claim.stream.id,
      epoch: claim.stream.epoch,
    }))
    const kept =
      held.length > 0
        ? await this.#options.store.renewLeases(this.#options.processId, held, LEASE_TTL_MS)
        : []
    this.#renewedAtMs = startedAtMs
    for (const [id, stream] of this.#held) {
      if (!kept.includes(id)) await this.#end(stream, 'lease-lost')
    }
  }

  async #reconcile(): Promise<void> {
    const { store, processId, clock } = this.#options
    const streams = await store.listStreams()
    const nowMs = clock.nowMs()
    const collectors = (await store.listProcesses())
      .filter(
        ({ role, heartbeatAtMs, id }) =>
          role === 'collector' && (id === processId || nowMs - heartbeatAtMs < PROCESS_TTL_MS),
      )
      .map(({ id }) => id)
    const wanted = streams.filter(({ desired }) => desired === 'running')
    const placed = placeStreams(
      wanted,
      collectors.includes(processId) ? collectors : [...collectors, processId],
    )
    const byId = new Map(streams.map((stream) => [stream.id, stream]))
    for (const [id, held] of this.#held) {
      const row = byId.get(id)
      if (!row || row.desired === 'stopped') await this.#end(held, 'stopped')
      else if (row.epoch !== held.claim.stream.epoch) await this.#end(held, 'lease-lost')
      else if (placed.get(id) !== processId) await this.#end(held, 'moved')
      else if (hasChanged(row, held.claim.stream)) await this.#end(held, 'moved')
      else if (row.desiredAtMs !== held.desiredAtMs) this.#startAgain(held, row)
    }
    for (const stream of wanted) {
      if (placed.get(stream.id) === processId && !this.#held.has(stream.id))
        await this.#claim(stream)
    }
  }

  #startAgain(held: Held, row: Stream): void {
    this.#held.set(row.id, Object.assign(held, { desiredAtMs: row.desiredAtMs }))
    held.run.tryNow()
  }

  async #claim(stream: Stream): Promise<void> {
    const { store, processId, clock } = this.#options
    if ((this.#quarantinedUntilMs.get(stream.id) ?? 0) > clock.nowMs()) return
    const claim = await store.claimStream(stream.id, processId, LEASE_TTL_MS)
    if (!claim) return
    if (claim.stream.desired === 'stopped') {
      await store.releaseStream(stream.id, claim.stream.epoch, {
        state: 'stopped',
        atMs: clock.nowMs(),
        reason: 'stopped',
      })
      return
    }
    if (this.#held.size === 0) this.#renewedAtMs = performance.now()
    const stop = new AbortController()
    const run = this.#options.createRun(claim)
    const held: Held = {
      claim,
      run,
      stop,
      desiredAtMs: claim.stream.desiredAtMs,
      done: Promise.resolve(),
    }
    this.#held.set(stream.id, held)
    held.done = this.#follow(held)
  }

  /** Awaits the run; what it throws besides our own stop is either a lost lease or a bug. */
  async #follow(held: Held): Promise<void> {
    const { stream } = held.claim
    try {
      await held.run.run(held.stop.signal)
    } catch (error) {
      if (error instanceof BatchRefusedError || error instanceof StaleEpochError)
        held.stop.abort(new StreamEndedError('lease-lost'))
      else await this.#quarantine(held, error)
      if (this.#held.get(stream.id) === held) this.#held.delete(stream.id)
    }
  }

  /** Socket closed, everything received committed, lease given back: only then is a stop true (INV-4). */
  async #end(held: Held, reason: StreamEndedError['reason']): Promise<void> {
    const { stream } = held.claim
    this.#held.delete(stream.id)
    held.stop.abort(new StreamEndedError(reason))
    await held.done
    if (reason === 'lease-lost') return
    const closedAtMs = this.#options.clock.nowMs()
    try {
      await this.#options.journal.flushed(stream.id, AbortSignal.timeout(HAND_BACK_TIMEOUT_MS))
      await this.#options.store.releaseStream(stream.id, stream.epoch, {
        state: reason === 'stopped' ? 'stopped' : 'starting',
        atMs: closedAtMs,
        reason,
      })
    } catch (error) {
      // The lease runs out by itself, and the ledger ends where the last commit ended: late, but true.
      this.#options.logger.warn(
        { event: 'lease.not-released', stream: stream.id, detail: messageOf(error) },
        'the stream could not be given back in time, its lease runs out by itself',
      )
    }
    this.#options.wake.publish('streams')
  }

  async #quarantine(held: Held, error: unknown): Promise<void> {
    const { store, clock, logger } = this.#options
    const { stream } = held.claim
    logger.error(
      { event: 'stream.bug', stream: stream.id, err: error },
      'the stream met something unforeseen and is left alone for a minute',
    )
    const nowMs = clock.nowMs()
    this.#quarantinedUntilMs.set(stream.id, nowMs + QUARANTINE_MS)
    const problem = {
      code: 'stream.internal-error',
      detail: 'Magpie met something unforeseen on this stream; the log has the details.',
      retryAtMs: nowMs + QUARANTINE_MS,
      action: 'Look at the log and report it; stop and start the stream to try again at once.',
    }
    try {
      await store.writeStreamStatus(
        stream.id,
        stream.epoch,
        { state: 'blocked', problem, clockSkewMs: null, newConnects: 0 },
        nowMs,
      )
    } catch (cause) {
      logger.warn(
        { event: 'stream.status-not-written', stream: stream.id, detail: messageOf(cause) },
        'the state could not be written',
      )
    }
  }
}

/** What a running connection was made of has been edited: it must be made anew. */
function hasChanged(row: Stream, held: Stream): boolean {
  return (
    JSON.stringify([row.settings, row.tokenLast4]) !==
    JSON.stringify([held.settings, held.tokenLast4])
  )
}
