/** `magpie start`: everything on this machine, in the order in which the parts need each other. */
import { hostname } from 'node:os'
import { parseArgs } from 'node:util'
import { loadConfig, type Config } from '../config/config.ts'
import { keyFileOf } from '../config/key-file.ts'
import { createSealer, loadSecretKey, TOKEN_PURPOSE } from '../config/seal.ts'
import { Secret } from '../config/secret.ts'
import { asProcessId } from '../domain/ids.ts'
import { isCausedBy, rejectOnAbort } from '../lib/abort.ts'
import { systemClock } from '../lib/clock.ts'
import { ConfigError } from '../lib/errors.ts'
import { createLogger, type Logger } from '../lib/logger.ts'
import { registerProcess } from '../roles/register-process.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import {
  prepareSandboxStream,
  prepareXStream,
  stopSandboxStreams,
  wantsSandbox,
  type SealToken,
} from '../supervisor/prepare-streams.ts'
import { releaseDeadProcesses } from '../supervisor/release-dead.ts'
import { Supervisor } from '../supervisor/supervise.ts'
import { flagError } from './flag-error.ts'

const ROLES = ['server', 'writer', 'collector'] as const
type Role = (typeof ROLES)[number]

export async function runStart(args: readonly string[], signal: AbortSignal): Promise<number> {
  const roles = parseRoles(args)
  const config = loadConfig()
  const logger = createLogger({ level: config.logLevel, role: 'supervisor' })
  const sealer = createSealer(loadSecretKey(config.secretKey, keyFileOf(config.databaseUrl)))
  const sealToken: SealToken = (token) => ({
    sealed: sealer.seal(token, TOKEN_PURPOSE),
    last4: new Secret(token).last4,
  })
  await using store = await openStore(config.databaseUrl, { role: 'supervisor', logger })
  await releaseDeadProcesses(store)
  const startedAtMs = systemClock.nowMs()
  const processId = asProcessId(`${hostname()}:${process.pid}:${startedAtMs}`)
  await using _registration = await registerProcess({
    processId,
    role: 'supervisor',
    store,
    logger,
  })
  const supervisor = new Supervisor({ store, logger, roles, startedAtMs })
  const starting = startAll({ supervisor, store, config, roles, sealToken })
  try {
    const url = await Promise.race([starting, rejectOnAbort(signal).promise])
    announce(config, url, logger)
    await Promise.race([supervisor.fatal, rejectOnAbort(signal).promise])
    return 0
  } catch (error) {
    if (!isCausedBy(error, signal)) throw error
    return 0
  } finally {
    // Told to end while it was still starting: from now on nothing more is started.
    await supervisor.drain()
    await starting.catch(() => {})
  }
}

interface StartAll {
  readonly supervisor: Supervisor
  readonly store: Store
  readonly config: Config
  readonly roles: readonly Role[]
  readonly sealToken: SealToken
}

/** Answers the server's address, null when this machine runs none. */
async function startAll({
  supervisor,
  store,
  config,
  roles,
  sealToken,
}: StartAll): Promise<string | null> {
  await prepareXStream(store, config, sealToken, systemClock.nowMs())
  const server = roles.includes('server') ? supervisor.start('server') : null
  const writer = roles.includes('writer') ? supervisor.start('writer') : null
  // Awaited below, together with what is started meanwhile: a failure before that is not unhandled.
  for (const early of [server, writer]) early?.catch(() => {})
  if (roles.includes('collector')) {
    if (await wantsSandbox(store, config)) {
      const { url, token } = await supervisor.start('sandbox')
      await prepareSandboxStream(
        store,
        { url: url!, token: token! },
        sealToken,
        systemClock.nowMs(),
      )
    } else await stopSandboxStreams(store, systemClock.nowMs())
  }
  // A collector beyond the number of streams only waits.
  const collectors = roles.includes('collector')
    ? Array.from({ length: config.collectors }, () => supervisor.start('collector'))
    : []
  const [info] = await Promise.all([server, writer, ...collectors])
  return info?.url ?? null
}

function announce(config: Config, url: string | null, logger: Logger): void {
  if (url === null)
    logger.info({ event: 'magpie.started' }, 'running, without a server on this machine')
  else process.stdout.write(`Magpie is running: ${url}\n`)
  if (config.password)
    logger.info({ event: 'magpie.password' }, 'the page asks for the password of MAGPIE_PASSWORD')
}

function parseRoles(args: readonly string[]): Role[] {
  const values = parseFlags(args)
  const names = (values.roles ?? ROLES.join(',')).split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !ROLES.some((role) => role === name))
  if (unknown.length > 0 || names.length === 0) {
    throw new ConfigError(
      `--roles takes a list of ${ROLES.join(', ')}, not "${unknown.join(', ')}".`,
    )
  }
  const roles = ROLES.filter((role) => names.includes(role))
  if (roles.includes('collector') !== roles.includes('writer')) {
    throw new ConfigError(
      'The roles writer and collector go together here: what a collector receives travels to a writer of the same start.',
    )
  }
  return roles
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { roles: { type: 'string' } }, strict: true })
      .values
  } catch (error) {
    throw flagError('magpie start', ['roles'], error)
  }
}
