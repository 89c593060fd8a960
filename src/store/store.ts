/**
 * The store contract: the only way to the database. One file per operation beside this one; what differs
 * by database is in dialects/ as named capabilities.
 *
 * Every operation passes the same contract suite (test/contract/store.*.test.ts) on every database.
 * Owns: SQL, migrations, transactions, the ledger's bookkeeping. Takes and gives domain types, times in ms UTC.
 * Must not know: networks, HTTP, processes. A write that was started is left to finish even when its caller is aborted.
 *
 * Errors: StoreError (`store.unavailable`, retry 'backoff') when the database cannot be reached or is locked for
 * longer than it waits; ConfigError for a URL, file or schema that cannot work; StaleEpochError (INV-3).
 */
import type { Batch, BatchReject } from '../domain/batch.ts'
import type { ClosedGap, CoverageInterval, CoverageMark } from '../domain/coverage.ts'
import type { KeywordId, ProcessId, StreamId } from '../domain/ids.ts'
import type { ActiveKeyword, Delivery, Keyword, KeywordVersion } from '../domain/keyword.ts'
import type { Network, PostKind, StoredPost } from '../domain/post.ts'
import type { Stream, StreamKind, StreamSettings, StreamStatus } from '../domain/stream.ts'
import type { NetworkUsage, UsageDay } from '../domain/usage.ts'
import { AppError } from '../lib/errors.ts'

export class StoreError extends AppError {
  readonly code: string = 'store.unavailable'
  readonly retry: 'backoff' | 'never' = 'backoff'
}

/** The file or its contents are damaged: trying again cannot help. */
export class CorruptStoreError extends StoreError {
  override readonly code = 'store.corrupt'
  override readonly retry = 'never'
}

/** The caller no longer holds the stream: another process claimed it, or it was stopped (INV-3). */
export class StaleEpochError extends AppError {
  readonly code = 'lease.stale-epoch'
  readonly retry = 'never'
}

export interface Page<T> {
  readonly data: readonly T[]
  /** Opaque; null at the end. */
  readonly nextCursor: string | null
}

export interface KeywordInput {
  readonly query: string
  readonly label: string | null
  readonly networks: readonly Network[] | null
}
export interface KeywordChange {
  readonly query?: string
  readonly label?: string | null
  readonly active?: boolean
  readonly networks?: readonly Network[] | null
}
/** `conflict`: another keyword that is not deleted has the same query. */
export type KeywordWrite =
  | { readonly kind: 'written'; readonly keyword: Keyword }
  | { readonly kind: 'conflict'; readonly existingId: KeywordId }
  | { readonly kind: 'missing' }

export interface StreamInput {
  /** Wanted id; made unique by a suffix (`-2`) unless `mustBeNew` names are the caller's affair. */
  readonly id: string
  readonly name: string
  readonly network: Network
  readonly kind: StreamKind
  readonly sandbox: boolean
  readonly settings: StreamSettings
  /** Sealed token (config/seal.ts) and its last four characters. */
  readonly token: { readonly sealed: string; readonly last4: string } | null
}
export interface StreamChange {
  readonly name?: string
  readonly settings?: StreamSettings
  readonly token?: { readonly sealed: string; readonly last4: string } | null
}

/** A lease taken: the token travels only here. */
export interface Claim {
  readonly stream: Stream
  readonly sealedToken: string | null
}

export interface PostFilter {
  readonly keywordId?: KeywordId
  /** Words, "phrases", -not over the stored text (see lib-free parser in domain/search-query.ts). */
  readonly q?: string
  readonly network?: Network
  /** Handle (any case) or id. */
  readonly author?: string
  readonly lang?: string
  readonly kind?: PostKind
  /** By createdAt; from inclusive, to exclusive. */
  readonly fromMs?: number
  readonly toMs?: number
}

export interface SeriesPoint {
  readonly atMs: number
  readonly posts: number
  readonly reposts: number
  readonly replies: number
  readonly quotes: number
  readonly coverage: number
}
export const BUCKETS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
export type Bucket = keyof typeof BUCKETS

export const FACETS = ['hashtags', 'mentions', 'authors', 'domains', 'languages'] as const
export type Facet = (typeof FACETS)[number]
export interface FacetRow {
  readonly value: string
  /** For authors: the id behind the handle. Otherwise equal to value. */
  readonly key: string
  readonly posts: number
}
export interface Summary {
  readonly posts: number
  readonly reposts: number
  readonly replies: number
  readonly quotes: number
  /** Distinct authors. */
  readonly authors: number
  /** The busiest minute; null without posts. */
  readonly peak: { readonly atMs: number; readonly posts: number } | null
  readonly firstPostAtMs: number | null
  readonly lastPostAtMs: number | null
  readonly coverage: number
  readonly previous: { readonly posts: number; readonly authors: number }
}

export interface ProcessInfo {
  readonly id: ProcessId
  readonly host: string
  readonly pid: number
  readonly role: 'supervisor' | 'collector' | 'writer' | 'server' | 'sandbox'
  readonly startedAtMs: number
  readonly heartbeatAtMs: number
  readonly rssBytes: number
}

export interface AppendResult {
  /** Per batch, in order: what it changed, or why not. `repeated`: committed before, nothing changed. */
  readonly outcomes: readonly ('committed' | 'repeated' | 'stale-epoch')[]
  readonly storedPosts: number
  readonly duplicatePosts: number
  /** Highest seq there is after the commit; 0 in an empty database. */
  readonly lastSeq: number
  readonly coverageChanged: boolean
}

export interface Store {
  readonly dialect: 'sqlite' | 'postgres' | 'mysql'

  // keywords
  createKeyword(input: KeywordInput): Promise<KeywordWrite>
  listKeywords(page: { limit: number; cursor: string | null }): Promise<Page<Keyword>>
  readKeyword(id: KeywordId): Promise<Keyword | null>
  /** A change of query, active or networks makes a new version; label alone does not. */
  updateKeyword(id: KeywordId, change: KeywordChange): Promise<KeywordWrite>
  /** Stops tracking. With purge: posts that no other keyword matched go too (raw lines and counts with them). */
  deleteKeyword(id: KeywordId, options: { purge: boolean }): Promise<'deleted' | 'missing'>
  /** Newest version first; null when there never was such a keyword. */
  readKeywordHistory(id: KeywordId): Promise<readonly KeywordVersion[] | null>
  listActiveKeywords(network: Network): Promise<readonly ActiveKeyword[]>
  /** Replaces this stream's delivery states (INV-3: guarded by epoch). `live` opens, everything else closes a span of delivery. */
  writeDeliveries(
    streamId: StreamId,
    epoch: number,
    atMs: number,
    deliveries: readonly (Omit<Delivery, 'streamId' | 'sinceMs'> & {
      keywordId: KeywordId
      version: number
    })[],
  ): Promise<void>

  // streams and leases
  createStream(input: StreamInput): Promise<Stream>
  listStreams(): Promise<readonly Stream[]>
  readStream(id: StreamId): Promise<Stream | null>
  /** For the doctor, which asks the network whether the token is taken; everybody else gets it with a claim. */
  readSealedToken(id: StreamId): Promise<string | null>
  updateStream(id: StreamId, change: StreamChange): Promise<Stream | null>
  /** Only a stopped stream; its coverage goes with it, its posts stay. */
  deleteStream(id: StreamId): Promise<'deleted' | 'missing' | 'not-stopped'>
  /**
   * Writes what is wanted and `desiredAtMs` (also when it is wanted already). From stopped to running opens a gap
   * (`starting`) on the ledger until bytes arrive.
   */
  setDesired(id: StreamId, desired: 'running' | 'stopped', atMs: number): Promise<Stream | null>
  /**
   * One conditional statement: takes the stream if it is unowned, its lease has run out, or `owner` has it already;
   * raises the epoch. Null when somebody else holds it. Times are the database's clock.
   */
  claimStream(id: StreamId, owner: ProcessId, ttlMs: number): Promise<Claim | null>
  /** Extends the leases that `owner` still has at these epochs; answers the ids that were extended. */
  renewLeases(
    owner: ProcessId,
    held: readonly { id: StreamId; epoch: number }[],
    ttlMs: number,
  ): Promise<readonly StreamId[]>
  /** Gives the stream back; `stopped` also records the stop and closes the ledger's interval. No-op at another epoch. */
  releaseStream(
    id: StreamId,
    epoch: number,
    end: { state: 'stopped' | 'starting'; atMs: number; reason: string },
  ): Promise<void>
  /** A process is known to be dead: its leases are free at once. Answers the streams it held. */
  releaseProcess(owner: ProcessId): Promise<readonly StreamId[]>
  writeStreamStatus(id: StreamId, epoch: number, status: StreamStatus, atMs: number): Promise<void>
  /** Coverage outside batches: what a collector without posts, or somebody who stops an abandoned stream, has to say. */
  markCoverage(id: StreamId, epoch: number, mark: CoverageMark): Promise<void>

  /**
   * Gaps of a stream that are over and end after `endsAfterMs`, oldest first, with the keywords to heal them for (one at least). They are healed by
   * batches that carry `healing` (domain/batch.ts), through appendBatches like everything else a holder brings (INV-2, INV-3).
   */
  listGaps(id: StreamId, endsAfterMs: number): Promise<readonly ClosedGap[]>

  // the data's way
  /** One transaction for all batches given (INV-1, INV-2). Stale ones are left out whole, the others commit. */
  appendBatches(batches: readonly Batch[]): Promise<AppendResult>
  /**
   * Brings what is made of posts after their commit (facet counts, search index) up to date, and finishes what purges have left
   * to do, for half a second at most; answers how much it did, 0 when nothing is left. Called by the writer every second or so (upkeep.ts); what has not been taken yet is found and counted all the same, slower.
   */
  indexPending(): Promise<number>
  /** Counts everything again from the posts; one line for each count that differs (INV-7). Reads the whole database. */
  checkCounts(): Promise<readonly string[]>
  /** Packs small raw blocks into blocks of a few hundred lines; answers how many were packed. Called by an idle writer (upkeep.ts). */
  compactRaw(options: { maxBlocks: number }): Promise<number>

  // reading
  /** Newest first by (createdAt, seq). */
  listPosts(
    filter: PostFilter,
    page: { limit: number; cursor: string | null },
  ): Promise<Page<StoredPost>>
  readPost(network: Network, id: string): Promise<StoredPost | null>
  /** The payload as received; null when there is none. */
  readRaw(network: Network, id: string): Promise<string | null>
  /** Posts with seq > afterSeq in order: the live tail (INV-8). */
  readPostsAfter(afterSeq: number, limit: number): Promise<readonly StoredPost[]>
  readLastSeq(): Promise<number>
  /** Lines of a stream that could not be read, newest first; the newest 10,000 are kept. */
  listRejects(
    streamId: StreamId,
    page: { limit: number; cursor: string | null },
  ): Promise<Page<BatchReject>>

  // statistics, by createdAt; from inclusive, to exclusive, exact at both ends
  readSeries(
    id: KeywordId,
    bucket: Bucket,
    fromMs: number,
    toMs: number,
  ): Promise<readonly SeriesPoint[]>
  readTop(
    id: KeywordId,
    facet: Facet,
    fromMs: number,
    toMs: number,
    limit: number,
  ): Promise<readonly FacetRow[]>
  readSummary(id: KeywordId, fromMs: number, toMs: number): Promise<Summary>
  readOverlap(
    ids: readonly KeywordId[],
    fromMs: number,
    toMs: number,
  ): Promise<readonly { keywords: readonly [KeywordId, KeywordId]; posts: number }[]>

  /** Intervals touch; none is missing between max(from, stream's creation) and min(to, now). */
  readCoverage(filter: { streamId: StreamId | null; fromMs: number; toMs: number }): Promise<{
    readonly coveredRatio: number
    readonly intervals: readonly CoverageInterval[]
  }>

  // what reading costs: counted by appendBatches, each post and account once a UTC day, never for the sandbox
  /** Days that begin in [fromMs, toMs), oldest first; days without a read are left out. */
  readUsageDays(fromMs: number, toMs: number): Promise<readonly UsageDay[]>
  /** What the network itself last said; null when it has said nothing. */
  readNetworkUsage(): Promise<NetworkUsage | null>
  writeNetworkUsage(streamId: StreamId, usage: NetworkUsage): Promise<void>

  // processes
  writeProcess(info: ProcessInfo): Promise<void>
  deleteProcess(id: ProcessId): Promise<void>
  listProcesses(): Promise<readonly ProcessInfo[]>

  /** Cheap check that the database answers. */
  ping(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
