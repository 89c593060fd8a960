/**
 * One connection to the SQLite file, for Kysely and for plain statements alike. node:sqlite is synchronous: a statement
 * blocks this process while it runs, so the busy timeout is 0 and waiting for another process happens here, asynchronously.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'

import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'

import { StoreError } from '../../store.ts'
import { asStoreError, isBusy } from './sqlite-errors.ts'

/** How often a lock is tried for. A saturated writer leaves gaps of a few ms between its transactions. */
const BUSY_RETRY_MS = 1
const MAX_CACHED_STATEMENTS = 256

interface CachedStatement {
  readonly statement: StatementSync
  readonly givesRows: boolean
}

export class SqliteConnection implements DatabaseConnection {
  readonly db: DatabaseSync
  readonly #lockWaitMs: number
  readonly #statements = new Map<string, CachedStatement>()

  /** `lockWaitMs`: after this long somebody is stuck, not busy. */
  constructor(path: string, options: { readOnly: boolean; lockWaitMs: number }) {
    this.#lockWaitMs = options.lockWaitMs
    this.db = new DatabaseSync(path, {
      readOnly: options.readOnly,
      timeout: 0,
      // No table refers to another by a declared foreign key: what belongs together is written together.
      enableForeignKeyConstraints: false,
    })
  }

  /** Runs `attempt` until the database is not locked; StoreError after `lockWaitMs`. */
  async whenFree<T>(attempt: () => T): Promise<T> {
    const deadlineMs = performance.now() + this.#lockWaitMs
    for (;;) {
      try {
        return attempt()
      } catch (error) {
        if (!isBusy(error)) throw asStoreError(error)
        if (performance.now() > deadlineMs) {
          throw new StoreError(
            `The database has been locked by another process for ${this.#lockWaitMs / 1000} s.`,
            { cause: error },
          )
        }
      }
      await delay(BUSY_RETRY_MS)
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const run = (): QueryResult<R> => this.#run(query)
    // Inside a transaction the lock is ours; a retry there could only repeat a statement that failed half-way.
    if (this.db.isTransaction) {
      try {
        return run()
      } catch (error) {
        throw asStoreError(error)
      }
    }
    return this.whenFree(run)
  }

  // oxlint-disable-next-line require-yield -- the interface wants a generator; nothing in the store streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not used: read in pages by key')
  }

  close(): void {
    this.#statements.clear()
    if (this.db.isOpen) this.db.close()
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const { statement, givesRows } = this.#prepare(query.sql)
    const parameters = query.parameters as SQLInputValue[]
    if (givesRows) return { rows: statement.all(...parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  #prepare(sql: string): CachedStatement {
    const cached = this.#statements.get(sql)
    if (cached) return cached
    const statement = this.db.prepare(sql)
    // node:sqlite throws when a statement leaves a last rowid beyond 2^53 behind, even one it did not insert itself: the search
    // index has such rowids inside. What gives rows has none, and its numbers stay numbers.
    if (statement.columns().length === 0) statement.setReadBigInts(true)
    const entry = { statement, givesRows: statement.columns().length > 0 }
    if (this.#statements.size >= MAX_CACHED_STATEMENTS) {
      // Map keeps insertion order: the oldest goes.
      this.#statements.delete(this.#statements.keys().next().value!)
    }
    this.#statements.set(sql, entry)
    return entry
  }
}
