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

/** Writes this process's row now, and again every few seconds until the signal fires; then takes it away. */
export async function registerProcess(
  registration: Registration,
  signal: AbortSignal,
): Promise<{ ended: Promise<void> }> {
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
  return { ended: keepBeating(registration, beat, signal) }
}

async function keepBeating(
  registration: Registration,
  beat: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { store, logger, processId } = registration
  try {
    for (;;) {
      await sleep(HEARTBEAT_EVERY_MS, signal)
      await beat().catch((error: unknown) => {
        if (!(error instanceof StoreError)) throw error
        logger.warn(
          { event: 'process.heartbeat-failed', detail: messageOf(error) },
          'the heartbeat could not be written',
        )
      })
    }
  } catch (error) {
    if (!isCausedBy(error, signal)) throw error
    await store.deleteProcess(processId)
  }
}
