/** Words the whole API shares: the typed Fastify instance and what routes are given. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { ProcessId, StreamId } from '../domain/ids.ts'
import type { Stream } from '../domain/stream.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Wake } from '../lib/wake.ts'
import type { Tail } from '../live/tail.ts'
import type { Store } from '../store/store.ts'
import type { MetricsText } from './metrics.ts'

export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers without a session even when a password is set. Everything else needs one. */
    isOpen?: boolean
    /** Its answers have no end: how long one takes says nothing. */
    isEndless?: boolean
  }
}

/** What a route may use. */
export interface ApiContext {
  readonly store: Store
  readonly wake: Wake<WakeTopic>
  readonly tail: Tail
  readonly clock: Clock
  readonly logger: Logger
  readonly version: string
  readonly roles: readonly string[]
  readonly processId: ProcessId
  readonly startedAtMs: number
  /** Null: the machine is open to whoever is on it (loopback only). Asked each time, never kept. */
  readonly password: () => string | null
  readonly sessionKey: Buffer
  readonly stopStream: (id: StreamId, signal: AbortSignal) => Promise<Stream>
  readonly retireSandbox: () => Promise<void>
  readonly sealToken: (token: string) => { sealed: string; last4: string }
  readonly defaultXApiUrl: string
  /** US dollars that reading X may cost in a month; null, or left out: no limit. */
  readonly xBudgetUsd?: number | null
  /** Null where the database does not say. */
  readonly databaseSizeBytes: () => number | null | Promise<number | null>
  readonly scrape: () => Promise<MetricsText>
  /** Fires when the server goes down: ends live responses and waits. */
  readonly signal: AbortSignal
}
