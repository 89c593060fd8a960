/**
 * The JSON shapes of the HTTP API under /api/v1, as the page and scripts see them. Names and shapes are fixed;
 * fields may be added, none renamed. Times are ISO 8601 UTC with milliseconds; ids are opaque strings.
 * The schemas in api/schemas/ are checked against these types, so that the document and the page cannot drift apart.
 */
import type { CoverageState } from './coverage.ts'
import type { DeliveryStatus } from './keyword.ts'
import type { Network, PostKind } from './post.ts'
import type { StreamKind, StreamState } from './stream.ts'

export interface WireProblem {
  type: string
  title: string
  status: number
  code: string
  detail: string
  problems?: WireQueryProblem[]
  [extra: string]: unknown
}

/** `position` counts UTF-16 units from 0. */
export interface WireQueryProblem {
  message: string
  position: number
  length: number
  /** What to write instead, in words. */
  suggestion?: string | null
}

export interface WirePage<T> {
  data: T[]
  nextCursor: string | null
}

export interface WireDelivery {
  streamId: string
  status: DeliveryStatus
  since: string | null
  problem: string | null
}

export interface WireKeyword {
  id: string
  query: string
  label: string | null
  active: boolean
  networks: Network[] | null
  version: number
  createdAt: string
  updatedAt: string
  postCount: number
  lastPostAt: string | null
  delivery: WireDelivery[]
}

export interface WireKeywordVersion {
  version: number
  query: string
  label: string | null
  active: boolean
  networks: Network[] | null
  from: string
  to: string | null
  change: 'created' | 'edited' | 'paused' | 'resumed' | 'deleted'
}

export interface WireStreamProblem {
  code: string
  detail: string
  retryAt: string | null
  action: string | null
}

export interface WireStream {
  id: string
  name: string
  network: Network
  kind: StreamKind
  sandbox: boolean
  apiUrl: string
  partition: number | null
  backfillMinutes: number | null
  /** null = the default set. */
  expansions: string[] | null
  /** Fields wanted besides the default set, by what they describe; null = none. */
  fields: Record<string, string[]> | null
  token: { set: boolean; last4: string | null }
  desired: 'running' | 'stopped'
  state: StreamState
  since: string
  owner: string | null
  epoch: number
  lastByteAt: string | null
  lastPostAt: string | null
  postsPerSecond: number
  received: number
  stored: number
  duplicates: number
  rejected: number
  lagMs: number | null
  clockSkewMs: number | null
  connects: number
  problem: WireStreamProblem | null
  /** Only in the answer of `stop`. */
  stoppedAt?: string
}

export interface WireMedia {
  type: 'photo' | 'video' | 'animated_gif' | 'other'
  key: string
  url: string | null
  altText: string | null
  width: number | null
  height: number | null
}

export interface WirePost {
  seq: number
  network: Network
  id: string
  url: string
  author: { id: string; handle: string | null; name: string | null }
  text: string
  lang: string | null
  kind: PostKind
  createdAt: string
  receivedAt: string
  hashtags: string[]
  mentions: string[]
  urls: string[]
  media: WireMedia[]
  refs: { type: 'reposted' | 'quoted' | 'replied_to'; id: string }[]
  metrics: Record<string, number>
  keywords: string[]
  recovered: boolean
  edited: { history: string[] } | null
  withheld: { copyright: boolean; countryCodes: string[]; scope: string | null } | null
  deletedAt: string | null
  /** With `?include=raw`: the payload as received, as text. */
  raw?: string | null
}

export interface WireSeriesPoint {
  at: string
  posts: number
  reposts: number
  replies: number
  quotes: number
  coverage: number
}
export interface WireSeries {
  bucket: 'minute' | 'hour' | 'day'
  from: string
  to: string
  points: WireSeriesPoint[]
}

export interface WireTop {
  facet: 'hashtags' | 'mentions' | 'authors' | 'domains' | 'languages'
  rows: { value: string; key: string; posts: number }[]
}

export interface WireSummary {
  posts: number
  reposts: number
  replies: number
  quotes: number
  authors: number
  peak: { at: string; posts: number } | null
  firstPostAt: string | null
  lastPostAt: string | null
  coverage: number
  previous: { posts: number; authors: number }
}

export interface WireCompare {
  bucket: 'minute' | 'hour' | 'day'
  from: string
  to: string
  keywords: { id: string; points: WireSeriesPoint[] }[]
  overlap: { keywords: [string, string]; posts: number }[]
}

export interface WireCoverageInterval {
  streamId: string
  from: string
  to: string
  state: CoverageState
  reason: string | null
  healedBy: string | null
  recovered: number
  healing: WireHealing | null
}
export interface WireHealing {
  missing: string[]
  leftOut: { keywordId: string; reason: string }[]
  problem: { code: string; detail: string } | null
}
export interface WireCoverage {
  coveredRatio: number
  intervals: WireCoverageInterval[]
}

export interface WirePreview {
  valid: boolean
  /** Why the query would be refused; empty when valid. */
  problems: WireQueryProblem[]
  /** What X takes, but may not do what was meant. */
  warnings: WireQueryProblem[]
  x: { length: number; limit: number }
  estimate: {
    postsPerDay: number | null
    source: 'x-counts' | 'history' | 'none'
    usdPerMonth: number | null
  }
  sample: WirePost[]
}

export interface WireUsageCounts {
  /** Delivered by streams and searches, each once a UTC day. */
  posts: number
  /** Came along because expansions asked for them, each once a UTC day. */
  expandedPosts: number
  users: number
  usd: number
}

export interface WireUsageDay extends WireUsageCounts {
  /** A day of UTC, `2026-11-23`. */
  date: string
}

/** What reading X has cost this month (UTC), by Magpie's own count; the sandbox costs nothing. */
export interface WireUsage extends WireUsageCounts {
  /** `2026-11`. */
  month: string
  projectedUsd: number
  budgetUsd: number | null
  /** 80 % of the budget are spent, or all of it. */
  warning: boolean
  budgetReached: boolean
  days: WireUsageDay[]
  /** What X itself says; null when it has not said anything. Other programs of the same X project are in it. */
  xUsage: { posts: number; cap: number | null; capResetDay: number | null; readAt: string } | null
}

export interface WireSystem {
  version: string
  nodeVersion: string
  startedAt: string
  roles: string[]
  database: { dialect: 'sqlite' | 'postgres' | 'mysql'; sizeBytes: number | null }
  processes: {
    id: string
    pid: number
    host: string
    role: string
    startedAt: string
    heartbeatAt: string
    memoryBytes: number
    streams: string[]
  }[]
}
