/** The collector process: holds its share of the streams and sends what they deliver to the writer. */
import { createSealer, loadSecretKey } from '../config/seal.ts'
import { keyFileOf } from '../config/key-file.ts'
import { LocalJournalSender } from '../journal/local-sender.ts'
import { systemClock } from '../lib/clock.ts'
import { openStore } from '../store/open-store.ts'
import { holdStreams } from '../supervisor/hold-streams.ts'
import { StreamRun } from '../supervisor/run-stream.ts'
import type { RoleContext } from './role-context.ts'
import { createSourceOf } from './create-source.ts'
import { registerProcess } from './register-process.ts'

export async function runCollector(context: RoleContext, signal: AbortSignal): Promise<void> {
  const { config, settings, processId, wake, logger } = context
  const sealer = createSealer(loadSecretKey(config.secretKey, keyFileOf(config.databaseUrl)))
  await using store = await openStore(config.databaseUrl, { role: 'collector', logger })
  await using journal = new LocalJournalSender(settings.journalPath)
  await using _registration = await registerProcess({
    processId,
    role: 'collector',
    store,
    logger,
  })
  context.ready()
  await holdStreams(
    {
      processId,
      store,
      journal,
      wake,
      clock: systemClock,
      logger,
      createRun: (claim) =>
        new StreamRun({
          stream: claim.stream,
          ...createSourceOf(claim, { sealer, stallMs: config.stallMs, logger }),
          journal,
          store,
          wake,
          clock: systemClock,
          logger,
          budgetUsd: config.xBudgetUsd,
        }),
    },
    signal,
  )
}
