/** From a claimed stream to its source and matcher: the one place that knows which network is made of what. */
import { TOKEN_PURPOSE, type Sealer } from '../config/seal.ts'
import type { KeywordId } from '../domain/ids.ts'
import type { ActiveKeyword } from '../domain/keyword.ts'
import type { Post } from '../domain/post.ts'
import { X_STREAM_KINDS } from '../domain/stream.ts'
import { systemClock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { createKeywordMatcher } from '../match/match-keywords.ts'
import type { Source } from '../sources/source.ts'
import { createXSource } from '../sources/x/x-source.ts'
import type { Claim } from '../store/store.ts'
import { USER_AGENT } from '../version.ts'

export interface CreateSourceOptions {
  readonly sealer: Sealer
  readonly stallMs: number
  readonly logger: Logger
}

export interface SourceAndMatcher {
  readonly source: Source
  readonly match: (post: Post) => readonly KeywordId[]
  readonly onKeywords: (keywords: readonly ActiveKeyword[]) => void
}

const CONNECT_TIMEOUT_MS = 10_000

export function createSourceOf(claim: Claim, options: CreateSourceOptions): SourceAndMatcher {
  const { stream, sealedToken } = claim
  const kind = X_STREAM_KINDS.find((one) => one === stream.kind)
  if (stream.network !== 'x' || kind === undefined) {
    throw new Error(`stream ${stream.id}: no source for ${stream.network}/${stream.kind}`)
  }
  const source = createXSource({
    apiUrl: stream.settings.apiUrl,
    token: () =>
      sealedToken === null ? '' : options.sealer.open(sealedToken, TOKEN_PURPOSE).reveal(),
    stallMs: options.stallMs,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    kind,
    partition: stream.settings.partition,
    backfillMinutes: stream.settings.backfillMinutes,
    expansions: stream.settings.expansions,
    fields: stream.settings.fields ?? null,
    isBilled: !stream.sandbox,
    userAgent: USER_AGENT,
    logger: options.logger,
    clock: systemClock,
  })
  if (source.rules === null) return { source, ...createKeywordMatcher() }
  // X itself filters: a post that none of our rules explains belongs to a rule of somebody else on the account.
  return { source, match: () => [], onKeywords: () => {} }
}
