/**
 * The doctor: looks at everything a running Magpie needs and says what is wrong with it, whether Magpie runs or not.
 *
 * Owns: the order of the questions. Takes: the configuration. Gives: findings, one line each. Changes nothing: the database is
 * opened for reading, no key is made, no rule and no connection is touched.
 */
import { existsSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Config } from '../config/config.ts'
import { keyFileOf } from '../config/key-file.ts'
import { createSealer, loadSecretKey, TOKEN_PURPOSE } from '../config/seal.ts'
import type { Stream } from '../domain/stream.ts'
import { systemClock } from '../lib/clock.ts'
import { AppError } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import { SourceError } from '../sources/source.ts'
import { readXAccount } from '../sources/x/read-account.ts'
import { createXHttp } from '../sources/x/x-http.ts'
import { SCHEMA_VERSION } from '../store/migrate.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { isRunning } from '../supervisor/is-running.ts'
import { USER_AGENT } from '../version.ts'
import { checkDisk, checkKeyFile, checkPort, formatMegabytes } from './check-machine.ts'
import { judgeAccount, judgeUnreachable } from './check-x.ts'
import { finding, type Finding } from './finding.ts'

const CONNECT_TIMEOUT_MS = 10_000

interface Credential {
  readonly name: string
  readonly apiUrl: string
  readonly token: () => string
}

/** Findings as they come; throws only the signal's reason and bugs. */
export async function* examine(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
): AsyncGenerator<Finding, void, void> {
  const path = config.databaseUrl.replace(/^sqlite:/, '')
  const opened = await openForReading(config, path, logger)
  yield opened.finding
  await using store = opened.store
  yield checkDisk(path)
  const streams = (await store?.listStreams()) ?? []
  const running = (await store?.listProcesses())?.find(
    ({ role, host, pid }) => role === 'supervisor' && host === hostname() && isRunning(pid),
  )
  yield await checkPort(config.host, config.port, running !== undefined)
  const isNeeded = streams.some(({ tokenLast4 }) => tokenLast4 !== null)
  const key = checkKeyFile(keyFileOf(config.databaseUrl), config.secretKey !== null, isNeeded)
  yield key
  if (running) for (const stream of streams) yield judgeStream(stream)
  const credentials = await listCredentials(config, store, streams, key)
  if (credentials.length === 0) {
    yield finding('ok', 'X', 'no token is set, so there is no account to ask')
  }
  const activeKeywords = (await store?.listActiveKeywords('x'))?.length ?? 0
  for (const credential of credentials) yield* askX(credential, activeKeywords, signal)
}

async function openForReading(
  config: Config,
  path: string,
  logger: Logger,
): Promise<{ store: Store | null; finding: Finding }> {
  if (config.databaseUrl.startsWith('sqlite:') && !existsSync(path)) {
    const detail = `none at ${path} yet; the first start makes it`
    return { store: null, finding: finding('ok', 'database', detail) }
  }
  try {
    const store = await openStore(config.databaseUrl, { role: 'command', readOnly: true, logger })
    const size = formatMegabytes(statSync(path, { throwIfNoEntry: false })?.size ?? 0)
    const detail = `${path} opens, schema version ${SCHEMA_VERSION}, ${size}`
    return { store, finding: finding('ok', 'database', detail) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { store: null, finding: finding('fail', 'database', error.message) }
  }
}

function judgeStream({ name, state, desired, problem }: Stream): Finding {
  const subject = `stream ${name}`
  if (problem === null || desired === 'stopped') return finding('ok', subject, state)
  const level = state === 'blocked' ? 'fail' : 'warn'
  return finding(level, subject, `${state}: ${problem.detail} (${problem.code})`, problem.action)
}

/** Each token once with each address: the environment's first, then those that streams were given. */
async function listCredentials(
  config: Config,
  store: Store | null,
  streams: readonly Stream[],
  key: Finding,
): Promise<Credential[]> {
  const credentials: Credential[] = []
  const given = config.xBearerToken?.reveal() ?? null
  if (given !== null) {
    const name = 'MAGPIE_X_BEARER_TOKEN'
    credentials.push({ name, apiUrl: config.xApiUrl, token: () => given })
  }
  // Without its key no stored token can be opened; that has been said.
  if (store === null || (key.level === 'fail' && !existsSync(keyFileOf(config.databaseUrl)))) {
    return credentials
  }
  const seen = new Set(given === null ? [] : [`${config.xApiUrl} ${given}`])
  for (const { id, name, network, sandbox, settings } of streams) {
    const sealed = network === 'x' && !sandbox ? await store.readSealedToken(id) : null
    if (sealed === null) continue
    const open = (): string => {
      const sealer = createSealer(loadSecretKey(config.secretKey, keyFileOf(config.databaseUrl)))
      return sealer.open(sealed, TOKEN_PURPOSE).reveal()
    }
    const identity = `${settings.apiUrl} ${textOrNull(open) ?? id}`
    if (seen.has(identity)) continue
    seen.add(identity)
    credentials.push({ name: `stream ${name}`, apiUrl: settings.apiUrl, token: open })
  }
  return credentials
}

function textOrNull(read: () => string): string | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

async function* askX(
  { name, apiUrl, token }: Credential,
  activeKeywords: number,
  signal: AbortSignal,
): AsyncGenerator<Finding, void, void> {
  try {
    const http = createXHttp({
      apiUrl,
      token,
      userAgent: USER_AGENT,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      clock: systemClock,
    })
    yield* judgeAccount(name, await readXAccount(http, signal), activeKeywords)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof SourceError) yield judgeUnreachable(name, error)
    else if (error instanceof AppError) yield finding('fail', `${name}, token`, error.message)
    else throw error
  }
}
