/** The server process: the API, the live tail and the page. */
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Registry } from 'prom-client'
import { openServer } from '../api/server.ts'
import { keyFileOf } from '../config/key-file.ts'
import { createSealer, loadSecretKey, TOKEN_PURPOSE } from '../config/seal.ts'
import { Secret } from '../config/secret.ts'
import { rejectOnAbort } from '../lib/abort.ts'
import { systemClock } from '../lib/clock.ts'
import { openStore } from '../store/open-store.ts'
import { retireSandbox } from '../supervisor/prepare-streams.ts'
import { stopStream } from '../supervisor/stop-stream.ts'
import type { RoleContext } from './role-context.ts'
import { registerProcess } from './register-process.ts'
import { VERSION } from '../version.ts'

const PAGE_FOLDER = fileURLToPath(new URL('../../dist/web', import.meta.url))

export async function runServer(context: RoleContext, signal: AbortSignal): Promise<void> {
  const { config, settings, processId, wake, logger } = context
  const sealer = createSealer(loadSecretKey(config.secretKey, keyFileOf(config.databaseUrl)))
  await using store = await openStore(config.databaseUrl, {
    role: 'server',
    logger,
    stallLimitMs: config.stallMs,
  })
  await using server = await openServer(
    {
      store,
      wake,
      host: config.host,
      port: settings.serverPort ?? config.port,
      password: () => config.password?.reveal() ?? null,
      sessionKey: sealer.derive('session'),
      publicDir: PAGE_FOLDER,
      logger,
      clock: systemClock,
      version: VERSION,
      roles: settings.roles,
      processId,
      stopStream: (id, stopSignal) =>
        stopStream({ store, wake, clock: systemClock, processId }, id, stopSignal),
      async retireSandbox() {
        await retireSandbox(store, systemClock.nowMs())
        wake.publish('keywords')
      },
      sealToken: (token) => ({
        sealed: sealer.seal(token, TOKEN_PURPOSE),
        last4: new Secret(token).last4,
      }),
      defaultXApiUrl: config.xApiUrl,
      xBudgetUsd: config.xBudgetUsd,
      metrics: new Registry(),
      databaseSizeBytes: () => databaseSizeBytes(config.databaseUrl),
    },
    signal,
  )
  await using _registration = await registerProcess({ processId, role: 'server', store, logger })
  context.ready({ url: server.url })
  await rejectOnAbort(signal).promise
}

/** File and write-ahead log together; null where the database is not a file of ours. */
function databaseSizeBytes(databaseUrl: string): number | null {
  if (!databaseUrl.startsWith('sqlite:')) return null
  const path = databaseUrl.slice('sqlite:'.length)
  return [path, `${path}-wal`].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}
