/**
 * The writer's work beside writing: facet counts and search index, small raw blocks into large ones, purges that were cut off.
 * One loop, in short transactions, so that batches commit in between.
 */
import { isCausedBy } from '../lib/abort.ts'
import { messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import { sleep } from '../lib/sleep.ts'
import { StoreError, type Store } from './store.ts'

/** Search and facets lag behind the commits by this at most, while there is time for them. */
const PASS_EVERY_MS = 1_000
const BLOCKS_PER_PASS = 512
/** A pass that found more posts than this to index is no quiet one. */
const QUIET_POSTS = 5_000

/** Runs until the signal fires. A database that does not answer is waited for; anything else is thrown. */
export async function runUpkeep(
  store: Pick<Store, 'indexPending' | 'compactRaw'>,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (;;) {
      await pass(store, logger)
      await sleep(PASS_EVERY_MS, signal)
    }
  } catch (error) {
    if (!isCausedBy(error, signal)) throw error
  }
}

async function pass(
  store: Pick<Store, 'indexPending' | 'compactRaw'>,
  logger: Logger,
): Promise<void> {
  try {
    const indexed = await store.indexPending()
    // Under load nothing is compacted: what is written meanwhile waits for a quiet hour.
    if (indexed < QUIET_POSTS) await store.compactRaw({ maxBlocks: BLOCKS_PER_PASS })
  } catch (error) {
    if (!(error instanceof StoreError) || error.retry === 'never') throw error
    logger.warn(
      { event: 'store.upkeep-failed', detail: messageOf(error) },
      'facets and search are behind, trying again',
    )
  }
}
