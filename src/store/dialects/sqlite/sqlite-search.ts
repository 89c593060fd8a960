/** Search on SQLite: an FTS5 table without content whose rowids are the posts' seqs. */
import type { StatementSync } from 'node:sqlite'

import { sql, type Kysely } from 'kysely'

import type { SearchTerm } from '../../../domain/search-query.ts'
import type { Tables } from '../../schema.ts'
import type { SearchIndex } from '../dialect.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { asStoreError } from './sqlite-errors.ts'

/** Pages of the index rewritten in one step: some 10 ms under the write lock. */
const PAGES_PER_REWRITE = 500

export function createSqliteSearch(
  connection: SqliteConnection,
  write: Kysely<Tables>,
): SearchIndex {
  let insert: StatementSync | null = null
  let isRewriting = false
  return {
    async add(_trx, documents) {
      if (!insert) {
        insert = connection.db.prepare(
          'INSERT INTO post_search (rowid, text, author) VALUES (?, ?, ?)',
        )
        // See sqlite-connection.ts.
        insert.setReadBigInts(true)
      }
      try {
        for (const { seq, text, author } of documents) insert.run(seq, text, author)
      } catch (error) {
        throw asStoreError(error)
      }
    },
    async remove(trx, seqs) {
      await sql`DELETE FROM post_search WHERE rowid IN (${sql.join(seqs)})`.execute(trx)
    },
    async rewriteStep() {
      // A negative number merges all parts into one, that many pages at a time; without changes it is done.
      return write.transaction().execute(async () => {
        const before = totalChanges(connection)
        try {
          connection.db.exec(
            `INSERT INTO post_search (post_search, rank) VALUES ('merge', ${isRewriting ? '' : '-'}${PAGES_PER_REWRITE})`,
          )
        } catch (error) {
          throw asStoreError(error)
        }
        // The command itself counts for one.
        isRewriting = totalChanges(connection) - before > 1
        return isRewriting
      })
    },
    async find(db, query, seqs, limit) {
      const { rows } = await sql<{ seq: number }>`
        SELECT rowid AS seq FROM post_search WHERE post_search MATCH ${matchText(query)}
        AND rowid >= ${seqs.from} AND rowid <= ${seqs.to} LIMIT ${limit}`.execute(db)
      return rows.map((row) => row.seq)
    },
  }
}

function totalChanges({ db }: SqliteConnection): number {
  return db.prepare('SELECT total_changes() AS n').get()!['n'] as number
}

/** In FTS5's own language. Tokens are letters, digits and marks only, so that quoting is all they need. */
function matchText(query: { terms: readonly SearchTerm[]; author: string | null }): string {
  const wanted = query.terms.filter((term) => !term.isNegated).map(phrase)
  const unwanted = query.terms.filter((term) => term.isNegated).map(phrase)
  const texts = wanted.map((term) => `text : ${term}`)
  if (query.author !== null) texts.push(`author : ${quote(query.author)}`)
  const all = texts.map((text) => `(${text})`).join(' AND ')
  return unwanted.reduce((before, term) => `(${before}) NOT (text : ${term})`, all)
}

function phrase({ tokens, isPrefix }: SearchTerm): string {
  return isPrefix ? `${quote(tokens.join(' '))} *` : quote(tokens.join(' '))
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
