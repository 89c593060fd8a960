/**
 * What differs between databases, by name. Operations are written once, in Kysely, against this; a folder beside this
 * file gives it for one database. Whoever adds a database writes such a folder and runs the contract suite.
 */
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'

import type { SearchTerm } from '../../domain/search-query.ts'
import type { MigrationDialect } from '../migrate.ts'
import type {
  FacetCountsTable,
  MatchesTable,
  MinuteCountsTable,
  PostsTable,
  RawBlocksTable,
  Tables,
  UsageReadsTable,
} from '../schema.ts'

/** For reading, alone or inside a transaction. */
export type Reader = Kysely<Tables>
/** A transaction that may write. */
export type Writer = Transaction<Tables>
type Awaitable<T> = T | Promise<T>

/** A post to insert; the database gives it its seq. */
export type NewPostRow = Omit<Insertable<PostsTable>, 'seq'>

/** The hot path: many rows per call, plain prepared statements. To be called inside a transaction. */
export interface AppendStatements {
  /** Ids nobody else will use; answers the first of `count` consecutive ones. */
  reserveRawBlockIds(trx: Writer, count: number): Awaitable<number>
  insertRawBlocks(trx: Writer, rows: readonly RawBlocksTable[]): Awaitable<void>
  /**
   * Inserts the posts whose (network, id) is not there yet, in this order, with rising seqs.
   * Answers, for each row in order, its seq when it was inserted and null when it was there before. No two rows may have the same (network, id).
   */
  insertPosts(trx: Writer, rows: readonly NewPostRow[]): Awaitable<readonly (number | null)[]>
  insertMatches(trx: Writer, rows: readonly Selectable<MatchesTable>[]): Awaitable<void>
  /** Adds to the counts that are there. No two rows may have the same key. */
  addMinuteCounts(trx: Writer, rows: readonly Selectable<MinuteCountsTable>[]): Awaitable<void>
  addFacetCounts(trx: Writer, rows: readonly Selectable<FacetCountsTable>[]): Awaitable<void>
  /** Inserts the rows that are not there yet; answers how many those were. No two rows may be the same. */
  insertUsageReads(trx: Writer, rows: readonly UsageReadsTable[]): Awaitable<number>
}

/** A post as the search index takes it. */
export interface SearchDocument {
  readonly seq: number
  /** Tokens of domain/search-text.ts, parted by blanks. */
  readonly text: string
  /** What else posts are filtered by, see search-tags.ts; parted by blanks. */
  readonly tags: string
}

/** All terms that are not negated and all tags must be there, none of the negated terms; at least one must be there. */
export interface IndexQuery {
  readonly terms: readonly SearchTerm[]
  readonly tags: readonly string[]
}

/** Full-text search over the posts that were added. */
export interface SearchIndex {
  add(trx: Writer, documents: readonly SearchDocument[]): Promise<void>
  remove(trx: Writer, seqs: readonly number[]): Promise<void>
  /** Rewrites a part of the index, so that nothing of removed posts is left in it; false when that is so. A short transaction. */
  rewriteStep(): Promise<boolean>
  /**
   * Posts that match, in no order, at most `limit`: when fewer come these are all. By their tags a few may come that do not match:
   * tags are cut at punctuation like words.
   */
  find(
    db: Reader,
    query: IndexQuery,
    seqs: { from: number; to: number },
    limit: number,
  ): Promise<number[]>
}

export interface Dialect extends AsyncDisposable {
  readonly name: 'sqlite' | 'postgres' | 'mysql'
  /** Single reads; each sees what was committed when it ran. */
  readonly read: Reader
  /** Several reads that see the same state. Must not wait for anything but the database inside. */
  snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T>
  /** Writes; everything or nothing. Waits its turn without blocking the event loop. */
  transaction<T>(work: (trx: Writer) => Promise<T>): Promise<T>
  /** The database's clock: leases of several machines are compared by it. */
  nowMs(reader: Reader): Promise<number>
  /** Gives space that is free inside the database back to the disk, a little at a time; false when there is none. */
  reclaimSpace(): Promise<boolean>
  readonly append: AppendStatements
  readonly search: SearchIndex
  readonly migration: MigrationDialect
}
