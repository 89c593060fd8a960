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
import { sleep } from '../lib/sleep.ts'
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
const GUARD_EVERY_MS = 500
/** How long what was received may take to commit when a stream is given back, before it is left to the ledger. */
const HAND_BACK_TIMEOUT_MS = 2_000
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
  lease: Lease
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
  /** Streams that are being given back: not claimed again before that is done. */
  readonly #ending = new Map<StreamId, Promise<void>>()
  readonly #quarantined = new Map<StreamId, { untilMs: number; desiredAtMs: number }>()

  constructor(options: HoldStreamsOptions) {
    this.#options = options
  }

  async run(signal: AbortSignal): Promise<void> {
    const changed = new SignalLatch()
    const unsubscribe = this.#options.wake.subscribe('streams', () => changed.set())
    const guarding = this.#guardLeases(signal)
    try {
      for (;;) {
        await this.#pass()
        await changed.wait(RECONCILE_EVERY_MS, signal)
      }
    } catch (error) {
      if (!isCausedBy(error, signal)) throw error
    } finally {
      unsubscribe()
      for (const held of this.#held.values()) this.#end(held, 'shutdown')
      await Promise.all(this.#ending.values())
      if (signal.aborted) await guarding
    }
  }

  /**
   * The deadline of every lease, watched apart from the passes: a database that answers late, or not at all, must not make
   * us hold a stream that somebody else may claim (INV-3). A third of the time to live is left when we let go.
   */
  async #guardLeases(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await sleep(GUARD_EVERY_MS, signal)
        for (const held of this.#held.values()) {
          if (held.lease.ageMs() > LEASE_TTL_MS - RENEW_EVERY_MS) this.#end(held, 'lease-lost')
        }
      }
    } catch (error) {
      if (!isCausedBy(error, signal)) throw error
    }
  }

  /** One look at what is desired. */
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
  }

  async #renew(): Promise<void> {
    const due = [...this.#held.values()].filter(({ lease }) => lease.ageMs() >= RENEW_EVERY_MS)
    if (due.length === 0) return
    const lease = startLease(this.#options.clock)
    const kept = await this.#options.store.renewLeases(
      this.#options.processId,
      due.map(({ claim }) => ({ id: claim.stream.id, epoch: claim.stream.epoch })),
      LEASE_TTL_MS,
    )
    for (const held of due) {
      if (kept.includes(held.claim.stream.id)) held.lease = lease
      else this.#end(held, 'lease-lost')
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
      if (!row || row.desired === 'stopped') this.#end(held, 'stopped')
      else if (row.epoch !== held.claim.stream.epoch) this.#end(held, 'lease-lost')
      else if (placed.get(id) !== processId) this.#end(held, 'moved')
      else if (hasChanged(row, held.claim.stream)) this.#end(held, 'moved')
      else if (row.desiredAtMs !== held.desiredAtMs) this.#startAgain(held, row)
    }
    for (const stream of wanted) {
      const isOurs = this.#held.has(stream.id) || this.#ending.has(stream.id)
      if (placed.get(stream.id) === processId && !isOurs) await this.#claim(stream)
    }
  }

  #startAgain(held: Held, row: Stream): void {
    held.desiredAtMs = row.desiredAtMs
    held.run.tryNow()
  }

  async #claim(stream: Stream): Promise<void> {
    const { store, processId, clock } = this.#options
    const quarantine = this.#quarantined.get(stream.id)
    const isQuarantined = quarantine && quarantine.untilMs > clock.nowMs()
    // A new `start` is a person's word that it is worth another try.
    if (isQuarantined && quarantine.desiredAtMs === stream.desiredAtMs) return
    const lease = startLease(clock)
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
    let run: StreamRun
    try {
      run = this.#options.createRun(claim)
    } catch (error) {
      await this.#quarantine(claim, error)
      return
    }
    const held: Held = {
      claim,
      run,
      lease,
      stop: new AbortController(),
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
      else await this.#quarantine(held.claim, error)
      if (this.#held.get(stream.id) === held) this.#held.delete(stream.id)
    }
  }

  /** Begins to let go, at once and for good; several streams end side by side. */
  #end(held: Held, reason: StreamEndedError['reason']): void {
    const { id } = held.claim.stream
    if (this.#held.get(id) !== held) return
    this.#held.delete(id)
    held.stop.abort(new StreamEndedError(reason))
    const ending = this.#giveBack(held, reason).finally(() => this.#ending.delete(id))
    this.#ending.set(id, ending)
  }

  /** Socket closed, everything received committed, lease given back: only then is a stop true (INV-4). */
  async #giveBack(held: Held, reason: StreamEndedError['reason']): Promise<void> {
    const { stream } = held.claim
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

  /** Leaves a stream alone for a minute, with its error shown; its lease runs out at once, so that a stop need not wait. */
  async #quarantine({ stream }: Claim, error: unknown): Promise<void> {
    const { store, clock, logger, processId, wake } = this.#options
    logger.error(
      { event: 'stream.failed-unforeseen', stream: stream.id, err: error },
      'the stream cannot be run as it is and is left alone for a minute',
    )
    const nowMs = clock.nowMs()
    const untilMs = nowMs + QUARANTINE_MS
    this.#quarantined.set(stream.id, { untilMs, desiredAtMs: stream.desiredAtMs })
    const isOurs = error instanceof AppError
    const problem = {
      code: isOurs ? error.code : 'stream.internal-error',
      detail: isOurs
        ? error.message
        : 'Magpie met something unforeseen on this stream; the log has the details.',
      retryAtMs: untilMs,
      action: 'When it is mended, start the stream to try again at once.',
    }
    const status = { state: 'blocked', problem, clockSkewMs: null, newConnects: 0 } as const
    try {
      await store.writeStreamStatus(stream.id, stream.epoch, status, nowMs)
      await store.renewLeases(processId, [{ id: stream.id, epoch: stream.epoch }], 0)
      wake.publish('streams')
    } catch (cause) {
      logger.warn(
        { event: 'stream.status-not-written', stream: stream.id, detail: messageOf(cause) },
        'the state could not be written',
      )
    }
  }
}

interface Lease {
  /** Since it was taken or renewed; by the clock that says more, since one stops when the machine sleeps. */
  ageMs(): number
}

function startLease(clock: Clock): Lease {
  const wallMs = clock.nowMs()
  const monotonicMs = performance.now()
  return { ageMs: () => Math.max(clock.nowMs() - wallMs, performance.now() - monotonicMs) }
}

/** What a running connection was made of has been edited: it must be made anew. */
function hasChanged(row: Stream, held: Stream): boolean {
  return (
    JSON.stringify([row.settings, row.tokenLast4]) !==
    JSON.stringify([held.settings, held.tokenLast4])
  )
}
