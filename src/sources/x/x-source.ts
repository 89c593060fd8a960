/**
 * The X source: streams of the X API v2 (filtered, sample, firehose), read by a client of our own.
 *
 * Owns: the connection, the bytes, the vocabulary of X, the app's rules. Takes: an address, a token, a kind of stream.
 * Gives: a Source. Must not know: SQL, batches, leases, when to try again (connect/backoff.ts says, others wait).
 *
 *   endpoints.ts     where each stream is, what is asked     x-http.ts         address, single calls
 *   open-stream.ts   one stream, from start to end           x-connection.ts   one request, one socket
 *   read-items.ts    bytes → lines → items                   errors.ts         what went wrong (words: failures.ts)
 *   decode-line.ts   a line → post, notice or reject         rules.ts          keywords ↔ the app's rules
 *   decode-post.ts   a post object → Post                    connections.ts    frees a dead connection
 *   search-recent.ts posts of a gap, afterwards
 *
 * Apply the rules before opening a filtered stream: X refuses a stream without rules, and posts under a rule that was
 * adopted from somebody else are known by its id only after that. A live stream never ends in good order.
 */
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../lib/logger.ts'
import type { Source, SourceError } from '../source.ts'
import { createConnectionReleaser } from './connections.ts'
import { X_ENDPOINTS, xStreamQuery, type XStreamRequest } from './endpoints.ts'
import { X_FAILURES } from './failures.ts'
import { xError } from './errors.ts'
import { openXStream } from './open-stream.ts'
import { createRuleTable } from './rule-table.ts'
import { createXRules } from './rules.ts'
import { readXUsage } from './usage-api.ts'
import { createRecentSearch } from './search-recent.ts'
import { createXHttp } from './x-http.ts'

export interface XSourceOptions extends XStreamRequest {
  /** `https://api.x.com`, or any host that speaks the X API v2; without TLS only on this machine. */
  readonly apiUrl: string
  /** Answers the app's bearer token, at each request. */
  readonly token: () => string
  /** A stream without a byte for so long is taken for dead. X sends a keep-alive every 20 s. */
  readonly stallMs: number
  /** From the start to the headers of the answer. */
  readonly connectTimeoutMs: number
  /** Ask X to end a connection it still counts, when that is why it refuses a new one. On when left out. */
  readonly releaseDeadConnections?: boolean
  /** X bills this stream: name what is read, and ask X how much it counted. Off when left out. */
  readonly isBilled?: boolean
  /** Name and version of this program. */
  readonly userAgent: string
  readonly logger: Logger
  readonly clock: Clock
}

/** Throws ConfigError for settings that cannot work: address, partition, backfill. */
export function createXSource(options: XSourceOptions): Source {
  const { logger, stallMs } = options
  const endpoint = X_ENDPOINTS[options.kind ?? 'filtered']
  const query = xStreamQuery(options)
  const http = createXHttp(options)
  const table = createRuleTable()
  const releaser = createConnectionReleaser({
    http,
    connectionsId: endpoint.connectionsId,
    isEnabled: options.releaseDeadConnections ?? true,
    logger,
  })
  return {
    open: (_cursor, signal) =>
      openXStream(
        {
          http,
          path: endpoint.path,
          query,
          stallMs,
          listsExpanded: options.isBilled ?? false,
          keywordIdsOf: endpoint.hasRules ? (rules) => table.keywordIdsOf(rules) : null,
          async onRefused(error, refusedSignal) {
            if (error.code !== 'x.too-many-connections') return error
            const outcome = await releaser.release(refusedSignal)
            return outcome === 'released' ? releasedError(error) : error
          },
        },
        signal,
      ),
    rules: endpoint.hasRules ? createXRules({ http, table, logger }) : null,
    ...(options.isBilled ? { readUsage: (signal) => readXUsage(http, signal) } : {}),
    // What a sample has missed is no search's answer.
    ...(endpoint.hasRules
      ? { healer: createRecentSearch({ http, expansions: options.expansions }) }
      : {}),
  }
}

/** The way is free: no need to wait a minute as after other 429s, a few seconds let X notice. */
function releasedError(error: SourceError): SourceError {
  return xError('x.too-many-connections', {
    failure: {
      detail: `${X_FAILURES['x.too-many-connections'].detail} It has been released.`,
      backoff: 'http',
    },
    clockSkewMs: error.clockSkewMs,
    cause: error,
  })
}
