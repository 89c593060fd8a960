/** How the migrations' columns are written for SQLite. */
import { sql } from 'kysely'

import type { MigrationDialect } from '../../migrate.ts'

export const sqliteMigration: MigrationDialect = {
  types: {
    serial: 'integer',
    rowKey: 'integer',
    timeMs: 'integer',
    word: 'text',
    key: 'text',
    bytes: 'blob',
  },
  // AUTOINCREMENT: the number of a deleted row never comes again.
  serialKey: (column) => column.primaryKey().autoIncrement(),
  keyOrdered: 'WITHOUT ROWID',
  indexEndsInKey: true,
  async createSearchIndex(db) {
    // Without a copy of the text, which is in `posts`. What is indexed has been cut into tokens by us, ascii letters or not, so
    // the simplest tokenizer serves: it parts at blanks and leaves everything beyond ASCII alone.
    await sql`CREATE VIRTUAL TABLE post_search USING fts5(
      text, tags, content='', contentless_delete=1, tokenize='ascii'
    )`.execute(db)
    // Small batches make many small segments: merged by eights they are rewritten half as often as by fours.
    await sql`INSERT INTO post_search (post_search, rank) VALUES ('automerge', 8)`.execute(db)
  },
}
