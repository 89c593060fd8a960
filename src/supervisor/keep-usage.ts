/** Asks the network now and then how much it says was read, and keeps the answer. Never stands in a stream's way. */
import type { StreamId } from '../domain/ids.ts'
import { isCausedBy } from '../lib/abort.ts'
import { messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import { sleep } from '../lib/sleep.ts'
import type { Source } from '../sources/source.ts'
import type { Store } from '../store/store.ts'

/** X counts late and allows 50 requests in 15 minutes: a few times a day is enough. */
const EVERY_MS = 3 * 3_600_000
const RETRY_MS = 15 * 60_000

/** Runs until the signal fires; then throws its reason. */
export async function keepUsage(
  options: {
    readonly streamId: StreamId
    readonly source: Source
    readonly store: Store
    readonly logger: Logger
  },
  signal: AbortSignal,
): Promise<void> {
  const { streamId, source, store, logger } = options
  if (source.readUsage === undefined) return
  for (;;) {
    let waitMs = EVERY_MS
    try {
      const usage = await source.readUsage(signal)
      if (usage !== null) await store.writeNetworkUsage(streamId, usage)
    } catch (error) {
      if (isCausedBy(error, signal)) throw error
      waitMs = RETRY_MS
      logger.info(
        { event: 'usage.not-read', stream: streamId, detail: messageOf(error) },
        'the network did not say how much was read',
      )
    }
    await sleep(waitMs, signal)
  }
}
