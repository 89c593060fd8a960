/** The hot path on SQLite: prepared multi-row statements on the connection that holds the write lock. */
import type { Selectable } from 'kysely'

import type {
  FacetCountsTable,
  MatchesTable,
  MinuteCountsTable,
  RawBlocksTable,
  UsageReadsTable,
} from '../../schema.ts'
import type { AppendStatements, NewPostRow } from '../dialect.ts'
import { MultiRowInsert, ROWS_PER_STATEMENT } from './multi-row-insert.ts'
import type { SqliteConnection } from './sqlite-connection.ts'

export function createSqliteAppend(connection: SqliteConnection): AppendStatements {
  const rawBlocks = new MultiRowInsert<RawBlocksTable>(connection, 'raw_blocks', [
    'id',
    'codec',
    'lines',
    'first_seq',
    'last_seq',
    'bytes',
  ])
  const matches = new MultiRowInsert<Selectable<MatchesTable>>(connection, 'matches', [
    'keyword_id',
    'created_at',
    'seq',
  ])
  const minuteCounts = new MultiRowInsert<Selectable<MinuteCountsTable>>(
    connection,
    'minute_counts',
    ['keyword_id', 'minute', 'posts', 'reposts', 'replies', 'quotes'],
    `ON CONFLICT DO UPDATE SET posts = posts + excluded.posts, reposts = reposts + excluded.reposts,
      replies = replies + excluded.replies, quotes = quotes + excluded.quotes`,
  )
  const facetCounts = new MultiRowInsert<Selectable<FacetCountsTable>>(
    connection,
    'facet_counts',
    ['keyword_id', 'facet', 'hour', 'key', 'value', 'posts'],
    'ON CONFLICT DO UPDATE SET posts = posts + excluded.posts, value = coalesce(excluded.value, value)',
  )
  const usageReads = new MultiRowInsert<UsageReadsTable>(
    connection,
    'usage_reads',
    ['day', 'resource', 'id'],
    'ON CONFLICT DO NOTHING',
  )
  // Above what is packed too: blocks up to there are not looked at again.
  const maxRawBlockId = connection.db.prepare(`SELECT max(
      coalesce((SELECT max(id) FROM raw_blocks), 0),
      coalesce((SELECT reached FROM index_progress WHERE name = 'raw'), 0)
    ) AS id`)
  return {
    insertPosts: createPostInsert(connection),
    reserveRawBlockIds: () => (maxRawBlockId.get()!['id'] as number) + 1,
    insertRawBlocks(_trx, rows) {
      // One by one: a block is some hundred KB, and they are few.
      for (const row of rows) rawBlocks.run([row])
    },
    insertMatches: (_trx, rows) => void matches.runAll(rows),
    addMinuteCounts: (_trx, rows) => void minuteCounts.runAll(rows),
    addFacetCounts: (_trx, rows) => void facetCounts.runAll(rows),
    insertUsageReads: (_trx, rows) => usageReads.runAll(rows),
  }
}

function createPostInsert(connection: SqliteConnection): AppendStatements['insertPosts'] {
  const posts = new MultiRowInsert<NewPostRow>(
    connection,
    'posts',
    [
      'network',
      'id',
      'author_id',
      'author_handle',
      'author_name',
      'text',
      'lang',
      'kind',
      'created_at',
      'received_at',
      'stream_id',
      'keyword_ids',
      'details',
      'raw_block_id',
      'raw_index',
      'recovered',
      'deleted_at',
    ],
    'ON CONFLICT (network, id) DO NOTHING',
  )
  const seqOf = connection.db.prepare('SELECT seq FROM posts WHERE network = ? AND id = ?')
  const lastSeq = connection.db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'posts'")

  function insertGroup(rows: readonly NewPostRow[]): (number | null)[] {
    const seqBefore = (lastSeq.get()?.['seq'] as number | undefined) ?? 0
    const { changes, lastRowid } = posts.run(rows)
    // The lock is ours and seqs of one statement are consecutive, so nothing has to be read back …
    if (changes === rows.length) return rows.map((_, i) => lastRowid - rows.length + 1 + i)
    if (changes === 0) return rows.map(() => null)
    // … unless some were there before: whatever has a higher seq than before the statement is new.
    return rows.map((row) => {
      const seq = seqOf.get(row.network, row.id)?.['seq'] as number
      return seq > seqBefore ? seq : null
    })
  }

  return (_trx, rows) => {
    const seqs: (number | null)[] = []
    for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
      seqs.push(...insertGroup(rows.slice(start, start + ROWS_PER_STATEMENT)))
    }
    return seqs
  }
}
