/**
 * The tables as Kysely sees them. Names are snake_case here and nowhere else; times are ms UTC, flags 0 or 1,
 * lists and objects JSON text, so that one set of types serves every database.
 * `keyword_id` is the number behind a KeywordId (keyword-row.ts turns one into the other).
 */
import type { Generated } from 'kysely'

export interface PostsTable {
  /** Place in the order of commits; never reused. */
  seq: Generated<number>
  network: string
  id: string
  author_id: string
  author_handle: string | null
  author_name: string | null
  text: string
  lang: string | null
  kind: string
  created_at: number
  received_at: number
  stream_id: string
  /** `1,4`: what `matches` says of this post, kept here too so that reading a post is one row. */
  keyword_ids: string
  /** Hashtags, mentions, addresses, media, references, metrics…; see post-row.ts. */
  details: string
  raw_block_id: number | null
  raw_index: number | null
  recovered: number
  deleted_at: number | null
}

/** Several raw lines as one zstd frame. Its posts lie between the two seqs: no index on posts is needed to find them. */
export interface RawBlocksTable {
  id: number
  codec: string
  lines: number
  first_seq: number
  last_seq: number
  bytes: Uint8Array
}

export interface MatchesTable {
  keyword_id: number
  created_at: number
  seq: number
}

export interface MinuteCountsTable {
  keyword_id: number
  /** Minutes since the Unix epoch. */
  minute: number
  posts: number
  reposts: number
  replies: number
  quotes: number
}

/** Of the posts up to `index_progress` of `facets`; later ones are counted from the posts when read. */
export interface FacetCountsTable {
  keyword_id: number
  /** FACET_CODES in count-matches.ts. */
  facet: number
  /** Hours since the Unix epoch. */
  hour: number
  /** What is counted; for authors `network:id`. */
  key: string
  /** For authors the handle last seen; null where the key says it all. */
  value: string | null
  posts: number
}

/** How far what is made of the posts afterwards has come; see index-progress.ts. */
export interface IndexProgressTable {
  /** `facets`, `search` (posts by seq) or `raw` (blocks by id). */
  name: string
  /** What is up to here is done. */
  reached: number
}

export interface KeywordsTable {
  id: Generated<number>
  query: string
  /** SHA-256 of the query while the keyword is not deleted, then null: unique, and short enough for every database. */
  query_hash: string | null
  label: string | null
  active: number
  networks: string | null
  version: number
  created_at: number
  updated_at: number
  deleted_at: number | null
  /** 0: kept; otherwise see purge-keyword.ts. */
  purge: number
  post_count: number
  last_post_at: number | null
}

export interface KeywordVersionsTable {
  keyword_id: number
  version: number
  query: string
  label: string | null
  active: number
  networks: string | null
  from_at: number
  to_at: number | null
  change: string
}

export interface DeliveriesTable {
  stream_id: string
  keyword_id: number
  version: number
  status: string
  since: number
  problem: string | null
}

export interface DeliverySpansTable {
  keyword_id: number
  stream_id: string
  version: number
  from_at: number
  /** null = still delivered. */
  to_at: number | null
}

export interface StreamsTable {
  id: string
  name: string
  network: string
  kind: string
  sandbox: number
  settings: string
  token_sealed: string | null
  token_last4: string | null
  created_at: number
  desired: string
  desired_at: number
  state: string
  since: number
  owner: string | null
  epoch: number
  lease_expires_at: number | null
  /** Number of the last batch committed in this epoch; 0 = none. */
  last_batch_n: number
  cursor: string | null
  last_byte_at: number | null
  last_post_at: number | null
  posts_per_second: number
  received: number
  stored: number
  duplicates: number
  rejected: number
  lag_ms: number | null
  clock_skew_ms: number | null
  connects: number
  problem: string | null
}

/** Contiguous per stream; the last row of a stream is open (`to_at` null), or live up to its last byte. */
export interface CoverageIntervalsTable {
  stream_id: string
  from_at: number
  to_at: number | null
  state: string
  reason: string | null
  healed_by: string | null
  recovered: number
  /** A HealingNote (domain/coverage.ts) as JSON. */
  healing: string | null
  /** When the state was noticed: a gap reaches back from here to the last byte known at that time. */
  marked_at: number
}

export interface RejectsTable {
  id: Generated<number>
  stream_id: string
  at: number
  reason: string
  raw: string
  byte_length: number
}

export interface ProcessesTable {
  id: string
  host: string
  pid: number
  role: string
  started_at: number
  heartbeat_at: number
  rss_bytes: number
}

/** Each resource once a day, so that it is counted once; days before yesterday are forgotten. */
export interface UsageReadsTable {
  /** UTC days since the Unix epoch. */
  day: number
  /** RESOURCES in count-usage.ts. */
  resource: number
  id: string
}

export interface UsageDaysTable {
  day: number
  posts: number
  expanded_posts: number
  users: number
  first_at: number
}

/** What the network itself last said was read. */
export interface NetworkUsageTable {
  stream_id: string
  read_at: number
  posts: number
  cap: number | null
  cap_reset_day: number | null
}

/** Marks the database as Magpie's; one row per migration applied. */
export interface MagpieSchemaTable {
  version: number
  name: string
  applied_at: number
}

export interface Tables {
  posts: PostsTable
  raw_blocks: RawBlocksTable
  matches: MatchesTable
  minute_counts: MinuteCountsTable
  facet_counts: FacetCountsTable
  index_progress: IndexProgressTable
  keywords: KeywordsTable
  keyword_versions: KeywordVersionsTable
  deliveries: DeliveriesTable
  delivery_spans: DeliverySpansTable
  streams: StreamsTable
  coverage_intervals: CoverageIntervalsTable
  rejects: RejectsTable
  processes: ProcessesTable
  usage_reads: UsageReadsTable
  usage_days: UsageDaysTable
  network_usage: NetworkUsageTable
  magpie_schema: MagpieSchemaTable
}
