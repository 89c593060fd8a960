import { hostname } from 'node:os'
import type { ProcessId } from '../domain/ids.ts'
import { isCausedBy } from '../lib/abort.ts'
import { systemClock } from '../lib/clock.ts'
import { messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import { sleep } from '../lib/sleep.ts'
import { StoreError, type ProcessInfo, type Store } from '../store/store.ts'

const HEARTBEAT_EVERY_MS = 4_000

export interface Registration {
  readonly processId: ProcessId
  readonly role: ProcessInfo['role']
  readonly store: Store
  readonly logger: Logger
}

/** Writes this process's row now, and again every few seconds until it is disposed; then takes it away. */
export async function registerProcess(registration: Registration): Promise<AsyncDisposable> {
  const startedAtMs = systemClock.nowMs()
  const beat = (): Promise<void> =>
    registration.store.writeProcess({
      id: registration.processId,
      host: hostname(),
      pid: process.pid,
      role: registration.role,
      startedAtMs,
      heartbeatAtMs: systemClock.nowMs(),
      rssBytes: process.memoryUsage.rss(),
    })
  await beat()
  const lifetime = new AbortController()
  const beating = keepBeating(registration, beat, lifetime.signal)
  return {
    async [Symbol.asyncDispose]() {
      lifetime.abort(new Error('the process ends'))
      await beating
    },
  }
}

async function keepBeating(
  { store, logger, processId }: Registration,
  beat: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const orWarn = (error: unknown): void => {
    if (!(error instanceof StoreError)) throw error
    logger.warn(
      { event: 'process.heartbeat-failed', detail: messageOf(error) },
      'the row of this process could not be written',
    )
  }
  try {
    for (;;) {
      await sleep(HEARTBEAT_EVERY_MS, signal)
      await beat().catch(orWarn)
    }
  } catch (error) {
    if (!isCausedBy(error, signal)) throw error
    await store.deleteProcess(processId).catch(orWarn)
  }
}
