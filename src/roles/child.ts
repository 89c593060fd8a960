/**
 * Entry of every child process: takes its settings from the supervisor, runs its role until told to stop.
 * A child never outlives its parent: when the channel closes it drains and exits.
 */
import { hostname } from 'node:os'
import { loadConfig } from '../config/config.ts'
import { asProcessId } from '../domain/ids.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import { isCausedBy, ShutdownError } from '../lib/abort.ts'
import { systemClock } from '../lib/clock.ts'
import { ConfigError } from '../lib/errors.ts'
import { createLogger, type Logger } from '../lib/logger.ts'
import { createWake } from '../lib/wake.ts'
import type { ChildRole, ChildSettings, FromChild, ToChild } from '../supervisor/child-protocol.ts'
import type { RoleContext } from './role-context.ts'

type RunRole = (context: RoleContext, signal: AbortSignal) => Promise<void>

// Imported when known: a collector carries neither Fastify nor the sandbox in its memory.
const ROLES: Record<ChildRole, () => Promise<RunRole>> = {
  collector: async () => (await import('./collector.ts')).runCollector,
  writer: async () => (await import('./writer.ts')).runWriterRole,
  server: async () => (await import('./server.ts')).runServer,
  sandbox: async () => (await import('./sandbox.ts')).runSandboxRole,
}

const lifetime = new AbortController()
const send = (message: FromChild): void => {
  if (process.connected) process.send?.(message)
}
const wake = createWake<WakeTopic>((topic) => send({ kind: 'wake', topic }))

process.on('message', (message: ToChild) => {
  if (message.kind === 'wake') wake.deliver(message.topic)
  else if (message.kind === 'stop') lifetime.abort(new ShutdownError('the supervisor said stop'))
  else void start(message.settings)
})
process.on('disconnect', () => lifetime.abort(new ShutdownError('the supervisor is gone')))
// Ctrl-C, and a service manager's SIGTERM, reach the whole process group; the supervisor decides the order in which it ends.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => {})

async function start(settings: ChildSettings): Promise<void> {
  let logger: Logger | null = null
  try {
    const config = loadConfig()
    logger = createLogger({ level: config.logLevel, role: settings.role })
    const processId = asProcessId(`${hostname()}:${process.pid}:${systemClock.nowMs()}`)
    const run = await ROLES[settings.role]()
    await run(
      {
        config,
        settings,
        processId,
        wake,
        logger,
        ready: (info) =>
          send({ kind: 'ready', processId, url: info?.url ?? null, token: info?.token ?? null }),
      },
      lifetime.signal,
    )
    process.exitCode = 0
  } catch (error) {
    if (isCausedBy(error, lifetime.signal)) process.exitCode = 0
    else if (error instanceof ConfigError) {
      send({ kind: 'fatal', message: error.message })
      process.exitCode = 2
    } else {
      // Our own state is wrong: stop loudly, the supervisor starts a new one.
      const report = { event: 'process.crashed', err: error }
      if (logger) logger.fatal(report, 'this process met something unforeseen and ends')
      else console.error(error)
      process.exitCode = 1
    }
  } finally {
    // Open handles of a role that failed half way must not keep it alive: everything owned has been closed by now.
    if (process.connected) process.disconnect?.()
    setTimeout(() => process.exit(), EXIT_GRACE_MS).unref()
  }
}

const EXIT_GRACE_MS = 500
