/** The writer process: the one that commits what the collectors deliver. */
import { LocalJournalReceiver } from '../journal/local-receiver.ts'
import { isCausedBy } from '../lib/abort.ts'
import { openStore } from '../store/open-store.ts'
import { runWriter } from '../pipeline.ts'
import type { RoleContext } from './child.ts'
import { registerProcess } from './register-process.ts'

export async function runWriterRole(context: RoleContext, signal: AbortSignal): Promise<void> {
  const { config, settings, processId, wake, logger } = context
  await using store = await openStore(config.databaseUrl, { role: 'writer', logger })
  await using journal = await LocalJournalReceiver.open(settings.journalPath)
  const registration = await registerProcess({ processId, role: 'writer', store, logger }, signal)
  context.ready()
  try {
    await runWriter({ journal, store, wake, logger }, signal)
  } catch (error) {
    if (!isCausedBy(error, signal)) throw error
  }
  await registration.ended
}
