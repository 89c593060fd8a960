/** An INSERT of many rows in one prepared statement: kept for full groups of rows and for each smaller number it meets. */
import type { SQLInputValue, StatementSync } from 'node:sqlite'

import type { SqliteConnection } from './sqlite-connection.ts'
import { asStoreError } from './sqlite-errors.ts'

/** Measured: more rows a statement gain nothing, and a short batch wastes less. */
export const ROWS_PER_STATEMENT = 50

export class MultiRowInsert<Row> {
  readonly #connection: SqliteConnection
  readonly #columns: readonly (keyof Row & string)[]
  readonly #head: string
  readonly #row: string
  readonly #conflict: string
  readonly #byCount = new Map<number, StatementSync>()

  constructor(
    connection: SqliteConnection,
    table: string,
    columns: readonly (keyof Row & string)[],
    conflict = '',
  ) {
    this.#connection = connection
    this.#columns = columns
    this.#head = `INSERT INTO ${table} (${columns.join(', ')}) VALUES `
    this.#row = `(${columns.map(() => '?').join(', ')})`
    this.#conflict = conflict
  }

  /** At most ROWS_PER_STATEMENT rows. Answers how many were inserted or changed, and the rowid of the last one inserted. */
  run(rows: readonly Row[]): { changes: number; lastRowid: number } {
    const values: SQLInputValue[] = []
    for (const row of rows) {
      for (const column of this.#columns) values.push(row[column] as SQLInputValue)
    }
    try {
      const { changes, lastInsertRowid } = this.#statement(rows.length).run(...values)
      return { changes: Number(changes), lastRowid: Number(lastInsertRowid) }
    } catch (error) {
      throw asStoreError(error)
    }
  }

  /** Any number of rows; answers how many were inserted or changed. */
  runAll(rows: readonly Row[]): number {
    let changes = 0
    for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
      changes += this.run(rows.slice(start, start + ROWS_PER_STATEMENT)).changes
    }
    return changes
  }

  #statement(count: number): StatementSync {
    const prepared = this.#byCount.get(count)
    if (prepared) return prepared
    const rows = Array.from({ length: count }, () => this.#row).join(', ')
    const statement = this.#connection.db.prepare(`${this.#head}${rows} ${this.#conflict}`)
    // See sqlite-connection.ts: a rowid of the search index may still be the last one.
    statement.setReadBigInts(true)
    this.#byCount.set(count, statement)
    return statement
  }
}
