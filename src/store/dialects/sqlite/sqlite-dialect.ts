/**
 * The SQLite dialect: one file, two connections (a reader that sees committed state, a writer that takes the write
 * lock with BEGIN IMMEDIATE). Several processes of this machine open the same file.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Kysely } from 'kysely'

import type { Clock } from '../../../lib/clock.ts'
import type { Tables } from '../../schema.ts'
import type { Dialect } from '../dialect.ts'
import { createSqliteAppend } from './sqlite-append.ts'
import { SqliteConnection } from './sqlite-connection.ts'
import { kyselyOver } from './sqlite-driver.ts'
import { createSqliteSearch } from './sqlite-search.ts'
import { sqliteMigration } from './sqlite-migration.ts'
import { openError, prepareFile } from './sqlite-file.ts'

export const MEMORY_PATH = ':memory:'

/** 16 KiB pages: measured 1.5 times the speed of 4 KiB for rows with text, and a fifth less space. */
const PAGE_SIZE_BYTES = 16_384
/** With a WAL larger than this the file is cut back after a checkpoint. */
const WAL_LIMIT_BYTES = 64 * 1024 * 1024
const READER_CACHE_KIB = 8 * 1024
const WRITER_CACHE_KIB = 4 * 1024
const INGEST_CACHE_KIB = 48 * 1024
/** 16 MiB: some milliseconds under the write lock. */
const PAGES_PER_VACUUM = 1024
/** Pages in the WAL before the writer copies them into the file: 32 MiB, several large batches. */
const CHECKPOINT_PAGES = 2048

export interface SqliteOptions {
  readonly path: string
  readonly readOnly: boolean
  /** Only the process that ingests moves the WAL into the file: a checkpoint blocks whoever does it. */
  readonly checkpoints: boolean
  readonly lockWaitMs: number
  readonly clock: Clock
}

/** ConfigError when the file cannot be what it is asked to be. */
export async function openSqlite(options: SqliteOptions): Promise<Dialect> {
  const temporary = options.path === MEMORY_PATH ? mkdtempSync(join(tmpdir(), 'magpie-')) : null
  const path = temporary === null ? options.path : join(temporary, 'magpie.db')
  prepareFile(path, options.readOnly)
  const opened: SqliteConnection[] = []
  try {
    const { readOnly, lockWaitMs } = options
    const writer = readOnly ? null : new SqliteConnection(path, { readOnly, lockWaitMs })
    if (writer) {
      opened.push(writer)
      await configureWriter(writer, options.checkpoints)
    }
    const reader = new SqliteConnection(path, { readOnly, lockWaitMs })
    opened.push(reader)
    await configureReader(reader)
    return composeSqlite({ reader, writer: writer ?? reader, clock: options.clock, temporary })
  } catch (error) {
    for (const connection of opened) connection.close()
    if (temporary !== null) rmSync(temporary, { recursive: true, force: true })
    throw openError(error, path)
  }
}

async function configureWriter(writer: SqliteConnection, checkpoints: boolean): Promise<void> {
  const pragma = (text: string): Promise<void> =>
    writer.whenFree(() => writer.db.exec(`PRAGMA ${text}`))
  // Both only take effect before the first table is there; harmless afterwards.
  await pragma(`page_size = ${PAGE_SIZE_BYTES}`)
  await pragma('auto_vacuum = INCREMENTAL')
  await pragma('journal_mode = WAL')
  // With WAL a power cut may lose the last commits but never tear the file; the cursor is lost with them (INV-2).
  await pragma('synchronous = NORMAL')
  await pragma(`wal_autocheckpoint = ${checkpoints ? CHECKPOINT_PAGES : 0}`)
  await pragma(`journal_size_limit = ${WAL_LIMIT_BYTES}`)
  await pragma(`cache_size = ${checkpoints ? -INGEST_CACHE_KIB : -WRITER_CACHE_KIB}`)
  await pragma('temp_store = MEMORY')
  // What a purge removes is overwritten, not only forgotten; pages that become free are given back (scrub.ts).
  await pragma('secure_delete = FAST')
}

async function configureReader(reader: SqliteConnection): Promise<void> {
  await reader.whenFree(() => {
    reader.db.exec(`PRAGMA cache_size = ${-READER_CACHE_KIB}; PRAGMA temp_store = MEMORY`)
    reader.db.exec('PRAGMA query_only = ON')
  })
}

async function reclaimSpace(write: Kysely<Tables>, writer: SqliteConnection): Promise<boolean> {
  // Kysely's turn-taking keeps it out of an open transaction; as a prepared statement it would free one page a call.
  return write.connection().execute(() =>
    writer.whenFree(() => {
      writer.db.exec(`PRAGMA incremental_vacuum(${PAGES_PER_VACUUM})`)
      return writer.db.prepare('PRAGMA freelist_count').get()!['freelist_count'] !== 0
    }),
  )
}

function composeSqlite(parts: {
  reader: SqliteConnection
  writer: SqliteConnection
  clock: Clock
  temporary: string | null
}): Dialect {
  const read = kyselyOver(parts.reader, 'BEGIN')
  const write = kyselyOver(parts.writer, 'BEGIN IMMEDIATE')
  let append: Dialect['append'] | null = null
  return {
    name: 'sqlite',
    read,
    snapshot: (work) => read.transaction().execute(work),
    transaction: (work) => write.transaction().execute(work),
    // All processes that open the file are on this machine: its clock is the database's.
    nowMs: async () => parts.clock.nowMs(),
    reclaimSpace: () => reclaimSpace(write, parts.writer),
    migration: sqliteMigration,
    search: createSqliteSearch(parts.writer, write),
    // Made at first use: the statements cannot be prepared before the migrations have run.
    get append() {
      append ??= createSqliteAppend(parts.writer)
      return append
    },
    async [Symbol.asyncDispose]() {
      await read.destroy()
      await write.destroy()
      // A Kysely that was never used has never opened its driver and does not close it.
      parts.reader.close()
      parts.writer.close()
      if (parts.temporary !== null) rmSync(parts.temporary, { recursive: true, force: true })
    },
  }
}
