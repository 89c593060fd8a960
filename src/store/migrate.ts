/**
 * Brings a database to the schema this program knows: numbered steps, each once, all in one transaction, so that of several
 * processes that start together one does the work and the others find it done.
 * A database that is newer than the program, or not Magpie's, is refused untouched.
 */
import { sql, type ColumnDataType, type ColumnDefinitionBuilder, type Kysely } from 'kysely'

import { ConfigError } from '../lib/errors.ts'
import type { Dialect, Reader } from './dialects/dialect.ts'
import * as firstTables from './migrations/0001-first-tables.ts'
import * as healingNotes from './migrations/0002-healing-notes.ts'
import * as usage from './migrations/0003-usage.ts'

/** What the text of CREATE TABLE differs in. */
export interface MigrationDialect {
  readonly types: {
    /** A number the database gives. */
    readonly serial: ColumnDataType
    /** A whole number that is the primary key and is given by us. */
    readonly rowKey: ColumnDataType
    readonly timeMs: ColumnDataType
    /** Short text that is never searched in. */
    readonly word: ColumnDataType
    /** Text that may stand in a key. */
    readonly key: ColumnDataType
    readonly bytes: ColumnDataType
  }
  readonly serialKey: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
  /** Appended to tables that should lie in the order of their primary key. */
  readonly keyOrdered: string
  /** Every index ends in the primary key anyway, which then need not be named in it. */
  readonly indexEndsInKey: boolean
  /** Makes what `Dialect.search` works on. */
  readonly createSearchIndex: (db: Kysely<unknown>) => Promise<void>
}

interface Migration {
  readonly name: string
  readonly up: (db: Kysely<unknown>, dialect: MigrationDialect) => Promise<void>
}

/** In order; the place in the list is the version. A released step is never changed. */
const MIGRATIONS: readonly Migration[] = [firstTables, healingNotes, usage]
export const SCHEMA_VERSION = MIGRATIONS.length

/** ConfigError when the database is not Magpie's or newer than this program. Answers how many steps were taken. */
export async function migrate(dialect: Dialect, nowMs: number): Promise<number> {
  if ((await readVersion(dialect.read)) === SCHEMA_VERSION) return 0
  return dialect.transaction(async (trx) => {
    // Read again under the lock: another process may have been quicker.
    const version = await readVersion(trx)
    if (version === 0) await createSchemaTable(trx)
    for (let next = version; next < SCHEMA_VERSION; next++) {
      const step = MIGRATIONS[next]!
      await step.up(trx as unknown as Kysely<unknown>, dialect.migration)
      await trx
        .insertInto('magpie_schema')
        .values({ version: next + 1, name: step.name, applied_at: nowMs })
        .execute()
    }
    return SCHEMA_VERSION - version
  })
}

/** For a database that may not be changed: ConfigError unless it is exactly what this program knows. */
export async function checkVersion(dialect: Dialect): Promise<void> {
  const version = await readVersion(dialect.read)
  if (version < SCHEMA_VERSION) {
    throw new ConfigError(
      'The database is older than this program: run `magpie migrate` to bring it up to date.',
    )
  }
}

/** 0 = empty. ConfigError when it is newer than the program or somebody else's. */
async function readVersion(db: Reader): Promise<number> {
  const tables = await db.introspection.getTables()
  if (tables.length === 0) return 0
  if (!tables.some((table) => table.name === 'magpie_schema')) {
    throw new ConfigError(
      'The database holds tables that are not Magpie’s: name another database in MAGPIE_DATABASE_URL.',
    )
  }
  const row = await db
    .selectFrom('magpie_schema')
    .select(({ fn }) => fn.max('version').as('version'))
    .executeTakeFirst()
  const version = row?.version ?? 0
  if (version > SCHEMA_VERSION) {
    throw new ConfigError(
      `The database has schema version ${version} and this program knows ${SCHEMA_VERSION}: start the newer Magpie it was made with.`,
    )
  }
  return version
}

async function createSchemaTable(db: Reader): Promise<void> {
  await sql`CREATE TABLE magpie_schema (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)`.execute(
    db,
  )
}
