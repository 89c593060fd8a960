/** Kysely over one SqliteConnection. Kysely itself lets one user at a time have the connection. */
import {
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Driver,
} from 'kysely'

import type { Tables } from '../../schema.ts'
import { asStoreError } from './sqlite-errors.ts'
import type { SqliteConnection } from './sqlite-connection.ts'

/** `begin`: IMMEDIATE takes the write lock first, so that a transaction never fails half-way for want of it. */
export function kyselyOver(
  connection: SqliteConnection,
  begin: 'BEGIN' | 'BEGIN IMMEDIATE',
): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new SqliteDriver(connection, begin),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection
  readonly #begin: string

  constructor(connection: SqliteConnection, begin: string) {
    this.#connection = connection
    this.#begin = begin
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.whenFree(() => this.#connection.db.exec(this.#begin))
  }

  async commitTransaction(): Promise<void> {
    try {
      this.#connection.db.exec('COMMIT')
    } catch (error) {
      throw asStoreError(error)
    }
  }

  async rollbackTransaction(): Promise<void> {
    // SQLite has rolled back by itself after a full disk or an I/O error.
    if (this.#connection.db.isTransaction) this.#connection.db.exec('ROLLBACK')
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#connection.close()
  }
}
