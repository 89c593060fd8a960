/**
 * The server: the HTTP API, the live events and the built page on one address.
 *
 * Owns: listening, who may (auth/), the shapes of requests and answers (schemas/), errors as problem+json, the OpenAPI
 * document, and closing in good order. Takes: the store, wake-up hints, and closures for what other parts do (stop a
 * stream, seal a token). Gives: a running server. Must not know: SQL, networks, processes, the environment.
 */
import type { Registry } from 'prom-client'
import { isLoopbackHost } from '../config/options.ts'
import type { ProcessId, StreamId } from '../domain/ids.ts'
import type { Stream } from '../domain/stream.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import { isCausedBy, ShutdownError } from '../lib/abort.ts'
import type { Clock } from '../lib/clock.ts'
import { ConfigError, systemCodeOf } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import { sleep } from '../lib/sleep.ts'
import type { Wake } from '../lib/wake.ts'
import { openTail } from '../live/tail.ts'
import type { Store } from '../store/store.ts'
import type { App } from './app.ts'
import { buildApp, type BuildContext } from './build-app.ts'

/** What a request under way may still take when the server closes; then its socket is cut. */
const DRAIN_MS = 800

export interface ServerOptions {
  readonly store: Store
  readonly wake: Wake<WakeTopic>
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Null: no password, which only a loopback host may have. */
  readonly password: () => string | null
  /** Signs session cookies; at least 32 bytes, the same after a restart. */
  readonly sessionKey: Buffer
  /** The built page; may not be there. */
  readonly publicDir: string
  readonly logger: Logger
  readonly clock: Clock
  readonly version: string
  readonly roles: readonly string[]
  readonly processId: ProcessId
  /** Writes the wish and resolves with the stopped stream when the stop is proven (INV-4). */
  readonly stopStream: (id: StreamId, signal: AbortSignal) => Promise<Stream>
  /** Called when a stream of the user's own comes to run: stops the sandbox and pauses its sample keywords. */
  readonly retireSandbox: () => Promise<void>
  readonly sealToken: (token: string) => { sealed: string; last4: string }
  readonly defaultXApiUrl: string
  /** US dollars that reading X may cost in a month; null, or left out: no limit. */
  readonly xBudgetUsd?: number | null
  readonly databaseSizeBytes: () => number | null | Promise<number | null>
  readonly metrics: Registry
  /** For tests, which cannot wait for the real pace; production leaves it out. */
  readonly live?: {
    readonly keepAliveMs?: number
    readonly maxResumePosts?: number
    readonly windowLimits?: { maxPosts: number; maxBytes: number }
  }
}

export interface ApiServer {
  /** As a browser on this machine would type it. */
  readonly url: string
  readonly port: number
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Listens; closes when the signal fires or it is disposed. ConfigError when the address cannot be had, naming the
 * variable to change, or when a host that others can reach has no password.
 */
export async function openServer(options: ServerOptions, signal: AbortSignal): Promise<ApiServer> {
  const { host, logger } = options
  signal.throwIfAborted()
  if (!isLoopbackHost(host) && options.password() === null) {
    throw new ConfigError(
      `MAGPIE_HOST is ${host}, which other machines can reach: set MAGPIE_PASSWORD, or leave MAGPIE_HOST at 127.0.0.1`,
    )
  }
  const closing = new AbortController()
  const serving = AbortSignal.any([signal, closing.signal])
  const { store, wake, clock } = options
  const tail = openTail({ store, wake, clock, logger, ...options.live }, serving)
  const context = { ...options, tail, signal: serving, startedAtMs: clock.nowMs() }
  const app = await openApp(context, options).catch(async (error: unknown) => {
    closing.abort(error)
    await tail[Symbol.asyncDispose]()
    throw error
  })
  const port = portOf(app)
  const close = async (): Promise<void> => {
    closing.abort(new ShutdownError('the server is closing'))
    await closeWithin(app, DRAIN_MS)
    await tail[Symbol.asyncDispose]()
  }
  let closed: Promise<void> | null = null
  const closeOnce = (): Promise<void> => (closed ??= close())
  signal.addEventListener('abort', () => {
    closeOnce().catch((error: unknown) => logger.error({ err: error }, 'closing the server failed'))
  })
  return { url: `http://${shownHost(host)}:${port}`, port, [Symbol.asyncDispose]: closeOnce }
}

async function openApp(context: BuildContext, options: ServerOptions): Promise<App> {
  const app = await buildApp(context)
  try {
    await listen(app, options)
    return app
  } catch (error) {
    await app.close()
    throw error
  }
}

async function listen(app: App, { host, port }: ServerOptions): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const code = systemCodeOf(error)
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: `Port ${port} on ${host} is taken by another program: stop that, or set MAGPIE_PORT to a free port`,
      EACCES: `Port ${port} may not be used by this user: set MAGPIE_PORT to 1024 or more`,
      EADDRNOTAVAIL: `This machine has no address ${host}: set MAGPIE_HOST to one of its own`,
      ENOTFOUND: `The host name ${host} is not known: set MAGPIE_HOST to an address of this machine`,
    }
    const reason = code === null ? undefined : reasons[code]
    if (reason === undefined) throw error
    throw new ConfigError(reason, { cause: error })
  }
}

/** Stops listening, lets requests finish, and cuts what is still open after `drainMs`. */
async function closeWithin(app: App, drainMs: number): Promise<void> {
  const done = new AbortController()
  const cutting = sleep(drainMs, done.signal).then(
    () => app.server.closeAllConnections(),
    (error: unknown) => {
      if (!isCausedBy(error, done.signal)) throw error
    },
  )
  await app.close()
  done.abort(new Error('all requests have ended'))
  await cutting
}

function portOf(app: App): number {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address.port
}

/** A wildcard address is no address to open; this machine answers on its own name. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
