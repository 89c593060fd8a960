/**
 * The contract of every network source: one live connection, bytes in, items out.
 *
 * Owns: the socket, framing, decoding, the network's own rules. Takes: settings, a token, a signal.
 * Gives: arrays of items, in the order of the bytes (one array per read from the socket: an item at a time costs
 * more in promises than in decoding). Must not know: SQL, batches, leases, back-off between attempts.
 *
 * One `open()` is one connection attempt and at most one connection:
 *   - the first item is `connected`, after the network has accepted the connection;
 *   - it returns when the network closed the connection in good order, throws a SourceError otherwise;
 *   - it always has closed its socket when it returns, throws, or is aborted (INV-4).
 * What the network sent and nobody understands is an item (`rejected`), never an exception (INV-9).
 */
import type { KeywordId } from '../domain/ids.ts'
import type { ActiveKeyword } from '../domain/keyword.ts'
import type { Post } from '../domain/post.ts'
import type { StreamProblem } from '../domain/stream.ts'
import type { NetworkUsage } from '../domain/usage.ts'
import { AppError } from '../lib/errors.ts'

export type SourceItem =
  | { readonly kind: 'connected'; readonly atMs: number; readonly clockSkewMs: number | null }
  | {
      readonly kind: 'post'
      readonly post: Post
      /** The bytes as received, without the line end. Valid only until the next item is asked for unless copied. */
      readonly raw: Buffer
      /** Keywords the network itself says matched; null where the network does not filter and the matcher decides. */
      readonly keywordIds: readonly KeywordId[] | null
      readonly receivedAtMs: number
      /** Ids of what came along with the post and is billed like it; absent where nobody bills. */
      readonly expanded?: { readonly posts: readonly string[]; readonly users: readonly string[] }
    }
  | {
      readonly kind: 'rejected'
      readonly reason: RejectReason
      readonly raw: Buffer
      /** Length of the whole line, where `raw` is only its beginning (too-long). */
      readonly byteLength?: number
      readonly atMs: number
    }
  /** Bytes came that carry no post: the connection lives. */
  | {
      readonly kind: 'heartbeat'
      readonly atMs: number
      /** How many of the network's keep-alives; 0 for a part of a line. Absent: one. */
      readonly keepAlives?: number
    }

/**
 * malformed: not JSON, or not a post as documented · unknown: well-formed and of no known type ·
 * notice: the network's own message (in-stream errors) · too-long: longer than the line limit, its beginning kept
 */
export const REJECT_REASONS = ['malformed', 'unknown', 'notice', 'too-long'] as const
export type RejectReason = (typeof REJECT_REASONS)[number]

export interface Source {
  /** `cursor` is what the store committed last for this stream, null at first; networks without resumption ignore it. */
  open(cursor: string | null, signal: AbortSignal): AsyncIterable<readonly SourceItem[]>
  /** Where the network filters: brings its rules in line with the active keywords, without touching the connection. */
  readonly rules: NetworkRules | null
  /** Where the network tells how much was read: asks it now. Null when it does not say; throws SourceError. */
  readUsage?(signal: AbortSignal): Promise<NetworkUsage | null>
  /** How posts of a gap can be had afterwards; absent where the network has no such way. */
  readonly healer?: GapHealer
}

/** A search over the network's recent past. What it finds has no rules named: whose post it is, the matcher decides. */
export interface GapHealer {
  /** `healedBy` of intervals healed this way. */
  readonly name: string
  /** How far back it reaches from now, a minute less than the network allows: asking takes its time. */
  readonly reachMs: number
  /** How old a moment must be before it can be asked for. */
  readonly minAgeMs: number
  /** Of a query, in code points. */
  readonly maxQueryLength: number
  /** What the live connection has and this way cannot give, in stable words (HealingNote.missing). */
  readonly missing: readonly string[]
  /** One page; throws SourceError. A query it does not take: `x.invalid-request`. */
  readPage(request: PageRequest, signal: AbortSignal): Promise<FoundPage>
}

export interface PageRequest {
  readonly query: string
  /** By the network's clock; from inclusive, to exclusive. */
  readonly fromMs: number
  readonly toMs: number
  /** `nextPageToken` of the page before; null for the first. */
  readonly pageToken: string | null
}

export interface FoundPage {
  readonly posts: readonly FoundPost[]
  /** What was in the place of a post and is none, as received. */
  readonly unreadable: readonly Buffer[]
  /** Null at the end. */
  readonly nextPageToken: string | null
}

export interface FoundPost {
  readonly post: Post
  /** Text of the post it quotes, when that came along. */
  readonly quotedText: string | null
  /** The post and the objects it refers to, as a stream would have sent them. */
  readonly raw: Buffer
}

export interface RuleReport {
  readonly keywordId: KeywordId
  readonly version: number
  readonly status: 'live' | 'rejected' | 'waiting'
  /** The network's own words when rejected or waiting. */
  readonly problem: string | null
}

export interface NetworkRules {
  /** Brings the network's rules in line; answers one report per keyword given. Rules of others are never touched. */
  apply(keywords: readonly ActiveKeyword[], signal: AbortSignal): Promise<readonly RuleReport[]>
}

/** Which row of the back-off table an error belongs to; see connect/backoff.ts for the numbers. */
export type BackoffKind = 'network' | 'http' | 'rate-limit' | 'blocked'

/** A connection attempt, or a connection, that failed. Each error decides its own retry. */
export class SourceError extends AppError {
  readonly code: string
  readonly retry = 'backoff'
  readonly backoff: BackoffKind
  /** What a person can do; null when waiting is enough. */
  readonly action: string | null
  /** Not before this time (ms), when the network named one. */
  readonly notBeforeMs: number | null
  /** Skew of this machine's clock against the network's, when it was measured on the failed answer. */
  readonly clockSkewMs: number | null

  constructor(
    code: string,
    detail: string,
    options: {
      backoff: BackoffKind
      action?: string | null
      notBeforeMs?: number | null
      clockSkewMs?: number | null
      cause?: unknown
    },
  ) {
    super(detail, { cause: options.cause })
    this.code = code
    this.backoff = options.backoff
    this.action = options.action ?? null
    this.notBeforeMs = options.notBeforeMs ?? null
    this.clockSkewMs = options.clockSkewMs ?? null
  }

  problem(retryAtMs: number | null): StreamProblem {
    return { code: this.code, detail: this.message, retryAtMs, action: this.action }
  }
}
