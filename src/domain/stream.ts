/** A stream: one live connection Magpie is asked to hold, and what is known of it. Times in ms, UTC. */
import type { ProcessId, StreamId } from './ids.ts'
import type { Network } from './post.ts'

/** Streams of the X API; all but the first deliver without rules, and Magpie itself looks for the keywords. */
export const X_STREAM_KINDS = [
  'filtered',
  'sample',
  'sample10',
  'firehose',
  'firehose-en',
  'firehose-ja',
  'firehose-ko',
  'firehose-pt',
] as const
export type XStreamKind = (typeof X_STREAM_KINDS)[number]

export const STREAM_KINDS = [...X_STREAM_KINDS, 'jetstream', 'public', 'hashtag'] as const
export type StreamKind = (typeof STREAM_KINDS)[number]

export const STREAM_STATES = [
  'stopped',
  'starting',
  'live',
  'backing-off',
  'rate-limited',
  'blocked',
  'stopping',
] as const
export type StreamState = (typeof STREAM_STATES)[number]

/** Why a stream is not simply live: a stable code, one sentence, when it tries again, what a person can do. */
export interface StreamProblem {
  readonly code: string
  readonly detail: string
  readonly retryAtMs: number | null
  readonly action: string | null
}

export const FIELD_FAMILIES = ['tweet', 'user', 'media', 'poll', 'place'] as const
export type FieldFamily = (typeof FIELD_FAMILIES)[number]
export type FieldSettings = { readonly [family in FieldFamily]?: readonly string[] }

/** What differs by network; stored as JSON. */
export interface StreamSettings {
  readonly apiUrl: string
  readonly partition: number | null
  readonly backfillMinutes: number | null
  /** null = the default set. Expanded objects may be billed by X. */
  readonly expansions: readonly string[] | null
  /** Fields wanted besides those that decoding needs, by what they describe; null, or left out: the default set. */
  readonly fields?: FieldSettings | null
}

export interface Stream {
  readonly id: StreamId
  readonly name: string
  readonly network: Network
  readonly kind: StreamKind
  /** Fed by the built-in stand-in for the X API: its posts are simulated. */
  readonly sandbox: boolean
  readonly settings: StreamSettings
  /** Last four characters of the stored token; null when none is set. */
  readonly tokenLast4: string | null
  readonly desired: 'running' | 'stopped'
  /** When `desired` was last written, also with the same value: a `start` on a blocked stream means "try again now". */
  readonly desiredAtMs: number
  readonly state: StreamState
  readonly sinceMs: number
  readonly owner: ProcessId | null
  /** Raised by every claim of the lease: what an older epoch writes is refused (INV-3). */
  readonly epoch: number
  readonly leaseExpiresAtMs: number | null
  readonly lastByteAtMs: number | null
  readonly lastPostAtMs: number | null
  readonly postsPerSecond: number
  /** Lines read from the network that carried a post. */
  readonly received: number
  /** Posts committed that were not there before. */
  readonly stored: number
  readonly duplicates: number
  /** Lines that could not be read as anything known; kept, counted, survived. */
  readonly rejected: number
  readonly lagMs: number | null
  readonly clockSkewMs: number | null
  readonly connects: number
  readonly cursor: string | null
  readonly problem: StreamProblem | null
}

/** What the holder of a stream reports of it besides what batches carry. */
export interface StreamStatus {
  readonly state: StreamState
  readonly problem: StreamProblem | null
  readonly clockSkewMs: number | null
  /** Connections opened since the last report; added to the total. */
  readonly newConnects: number
}
