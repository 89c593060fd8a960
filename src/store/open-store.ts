/** Opens the store that MAGPIE_DATABASE_URL names, brought up to this program's schema. */
import { systemClock, type Clock } from '../lib/clock.ts'
import { ConfigError } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import { composeStore } from './compose-store.ts'
import type { Dialect } from './dialects/dialect.ts'
import { openSqlite, type SqliteOptions } from './dialects/sqlite/sqlite-dialect.ts'
import { checkVersion, migrate } from './migrate.ts'
import type { ProcessInfo, Store } from './store.ts'

export interface OpenStoreOptions {
  /** What the process does: on SQLite only the writer moves the log into the file. `command`: a short-lived one. */
  readonly role: ProcessInfo['role'] | 'command'
  readonly clock?: Clock
  readonly logger: Logger
  /** Nothing is written, the schema is not changed. */
  readonly readOnly?: boolean
  /** After this long without a byte a live stream is shown as a gap; MAGPIE_STALL_SECONDS. */
  readonly stallLimitMs?: number
  /** How long a transaction waits for another process's before it fails with StoreError. */
  readonly lockWaitMs?: number
}

const DEFAULT_STALL_LIMIT_MS = 30_000
const DEFAULT_LOCK_WAIT_MS = 10_000

/** `sqlite:path`. ConfigError, in one sentence that says what to do, when it cannot work; no credentials in it. */
export async function openStore(url: string, options: OpenStoreOptions): Promise<Store> {
  const readOnly = options.readOnly ?? false
  const clock = options.clock ?? systemClock
  const lockWaitMs = options.lockWaitMs ?? DEFAULT_LOCK_WAIT_MS
  const checkpoints = options.role === 'writer'
  const dialect = await openDialect(url, { readOnly, clock, lockWaitMs, checkpoints })
  try {
    if (readOnly) await checkVersion(dialect)
    else {
      const steps = await migrate(dialect, clock.nowMs())
      if (steps > 0) options.logger.info({ steps }, 'store.migrated')
    }
  } catch (error) {
    await dialect[Symbol.asyncDispose]()
    throw error
  }
  return composeStore(dialect, { stallLimitMs: options.stallLimitMs ?? DEFAULT_STALL_LIMIT_MS })
}

async function openDialect(url: string, options: Omit<SqliteOptions, 'path'>): Promise<Dialect> {
  const separator = url.indexOf(':')
  const scheme = separator === -1 ? '' : url.slice(0, separator).toLowerCase()
  if (scheme !== 'sqlite') {
    throw new ConfigError(
      `MAGPIE_DATABASE_URL begins with ${scheme === '' ? 'no scheme' : `${scheme}:`}, which this version cannot open: write sqlite:PATH, for example sqlite:data/magpie.db.`,
    )
  }
  const path = url.slice(separator + 1).replace(/^\/\/(?=\/)/, '')
  if (path === '' || path.startsWith('//')) {
    throw new ConfigError(
      'MAGPIE_DATABASE_URL names no file: write sqlite:PATH, for example sqlite:data/magpie.db.',
    )
  }
  return openSqlite({ ...options, path })
}
