/** A keyword is one query in X's rule grammar, tracked over time; every change makes a new version. */
import type { KeywordId, StreamId } from './ids.ts'
import type { Network } from './post.ts'

export const MAX_QUERY_LENGTH = 2048
export const MAX_LABEL_LENGTH = 200

export const DELIVERY_STATUSES = ['pending', 'live', 'rejected', 'waiting', 'stopped'] as const
/** pending: not yet applied at the network · live · rejected: the network refuses it · waiting: no room · stopped */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** Whether a stream delivers this keyword's posts, and since when. */
export interface Delivery {
  readonly streamId: StreamId
  readonly status: DeliveryStatus
  readonly sinceMs: number | null
  readonly problem: string | null
}

export interface Keyword {
  readonly id: KeywordId
  readonly query: string
  readonly label: string | null
  readonly active: boolean
  /** null = every network that has a stream. */
  readonly networks: readonly Network[] | null
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly postCount: number
  /** Latest `createdAtMs` of a stored match. */
  readonly lastPostAtMs: number | null
  readonly delivery: readonly Delivery[]
}

/** What a collector needs of a keyword. */
export interface ActiveKeyword {
  readonly id: KeywordId
  readonly version: number
  readonly query: string
}

/** One entry of a keyword's history: what was tracked from when to when. `toMs` null = still. */
export interface KeywordVersion {
  readonly version: number
  readonly query: string
  readonly label: string | null
  readonly active: boolean
  readonly networks: readonly Network[] | null
  readonly fromMs: number
  readonly toMs: number | null
  /** `created` | `edited` | `paused` | `resumed` | `deleted` */
  readonly change: 'created' | 'edited' | 'paused' | 'resumed' | 'deleted'
}
