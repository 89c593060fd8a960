/** The writer process: the one that commits what the collectors deliver. */
import { LocalJournalReceiver } from '../journal/local-receiver.ts'
import { isCausedBy, rejectOnAbort } from '../lib/abort.ts'
import { openStore } from '../store/open-store.ts'
import { runWriter } from '../pipeline.ts'
import { runUpkeep } from '../store/upkeep.ts'
import type { RoleContext } from './role-context.ts'
import { registerProcess } from './register-process.ts'

/** How long collectors that end at the same time may take to hand over what they have. */
const DRAIN_TIMEOUT_MS = 1_000

export async function runWriterRole(context: RoleContext, signal: AbortSignal): Promise<void> {
  const { config, settings, processId, wake, logger } = context
  await using store = await openStore(config.databaseUrl, { role: 'writer', logger })
  await using journal = await LocalJournalReceiver.open(settings.journalPath)
  await using _registration = await registerProcess({ processId, role: 'writer', store, logger })
  context.ready()
  const drained = new AbortController()
  // Ends with the signal, which outlives a writer that failed: not awaited then.
  const draining = endAfterSenders(journal, signal, drained)
  draining.catch(() => {})
  const broken = new AbortController()
  const upkeep = runUpkeep(store, logger, drained.signal).catch((error: unknown) => {
    broken.abort(error)
    drained.abort(error)
  })
  try {
    await runWriter({ journal, store, wake, logger }, drained.signal)
  } catch (error) {
    if (broken.signal.aborted || !isCausedBy(error, drained.signal)) throw error
  } finally {
    drained.abort(new Error('the writer ends'))
    await upkeep
  }
  broken.signal.throwIfAborted()
}

/** The supervisor ends the collectors first; when it was killed everybody ends at once, and the writer has to be the last. */
async function endAfterSenders(
  journal: LocalJournalReceiver,
  signal: AbortSignal,
  drained: AbortController,
): Promise<void> {
  const stopped = rejectOnAbort(signal)
  await stopped.promise.catch(() => {})
  await journal.drained(AbortSignal.timeout(DRAIN_TIMEOUT_MS)).catch(() => {})
  drained.abort(signal.reason)
}
