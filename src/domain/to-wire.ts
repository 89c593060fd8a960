/** Domain objects as the JSON shapes of wire.ts: what the API, the live tail, exports and the shell all show. Pure. */
import type { CoverageInterval, HealingNote } from './coverage.ts'
import type { Keyword, KeywordVersion } from './keyword.ts'
import type { StoredPost } from './post.ts'
import type { Stream } from './stream.ts'
import type {
  WireCoverageInterval,
  WireHealing,
  WireKeyword,
  WireKeywordVersion,
  WirePost,
  WireStream,
} from './wire.ts'

/** ISO 8601 UTC with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

export function isoTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms)
}

export function wirePost(post: StoredPost): WirePost {
  // Lists are shared, not copied: they are read-only here and become text at once.
  return {
    seq: post.seq,
    network: post.network,
    id: post.id,
    url: post.url,
    author: { id: post.author.id, handle: post.author.handle, name: post.author.name },
    text: post.text,
    lang: post.lang,
    kind: post.kind,
    createdAt: isoTime(post.createdAtMs),
    receivedAt: isoTime(post.receivedAtMs),
    hashtags: post.hashtags as string[],
    mentions: post.mentions as string[],
    urls: post.urls as string[],
    media: post.media as WirePost['media'],
    refs: post.refs as WirePost['refs'],
    metrics: post.metrics,
    keywords: post.keywords as readonly string[] as string[],
    recovered: post.recovered,
    edited: post.edited as WirePost['edited'],
    withheld: post.withheld as WirePost['withheld'],
    deletedAt: isoTimeOrNull(post.deletedAtMs),
  }
}

export function wireKeyword(keyword: Keyword): WireKeyword {
  return {
    id: keyword.id,
    query: keyword.query,
    label: keyword.label,
    active: keyword.active,
    networks: keyword.networks && [...keyword.networks],
    version: keyword.version,
    createdAt: isoTime(keyword.createdAtMs),
    updatedAt: isoTime(keyword.updatedAtMs),
    postCount: keyword.postCount,
    lastPostAt: isoTimeOrNull(keyword.lastPostAtMs),
    delivery: keyword.delivery.map((delivery) => ({
      streamId: delivery.streamId,
      status: delivery.status,
      since: isoTimeOrNull(delivery.sinceMs),
      problem: delivery.problem,
    })),
  }
}

export function wireKeywordVersion(version: KeywordVersion): WireKeywordVersion {
  return {
    version: version.version,
    query: version.query,
    label: version.label,
    active: version.active,
    networks: version.networks && [...version.networks],
    from: isoTime(version.fromMs),
    to: isoTimeOrNull(version.toMs),
    change: version.change,
  }
}

/** Named field by field: whatever else a Stream may come to hold, a secret cannot slip out (INV-10). */
export function wireStream(stream: Stream): WireStream {
  return {
    id: stream.id,
    name: stream.name,
    network: stream.network,
    kind: stream.kind,
    sandbox: stream.sandbox,
    apiUrl: stream.settings.apiUrl,
    partition: stream.settings.partition,
    backfillMinutes: stream.settings.backfillMinutes,
    expansions: stream.settings.expansions && [...stream.settings.expansions],
    fields: (stream.settings.fields ?? null) as Record<string, string[]> | null,
    token: { set: stream.tokenLast4 !== null, last4: stream.tokenLast4 },
    desired: stream.desired,
    state: stream.state,
    since: isoTime(stream.sinceMs),
    owner: stream.owner,
    epoch: stream.epoch,
    lastByteAt: isoTimeOrNull(stream.lastByteAtMs),
    lastPostAt: isoTimeOrNull(stream.lastPostAtMs),
    postsPerSecond: stream.postsPerSecond,
    received: stream.received,
    stored: stream.stored,
    duplicates: stream.duplicates,
    rejected: stream.rejected,
    lagMs: stream.lagMs,
    clockSkewMs: stream.clockSkewMs,
    connects: stream.connects,
    problem: stream.problem && {
      code: stream.problem.code,
      detail: stream.problem.detail,
      retryAt: isoTimeOrNull(stream.problem.retryAtMs),
      action: stream.problem.action,
    },
  }
}

function wireHealing(note: HealingNote | null): WireHealing | null {
  if (note === null) return null
  const leftOut = note.leftOut.map(({ keywordId, reason }) => ({ keywordId, reason }))
  return { missing: [...note.missing], leftOut, problem: note.problem }
}

export function wireCoverageInterval(interval: CoverageInterval): WireCoverageInterval {
  return {
    streamId: interval.streamId,
    from: isoTime(interval.fromMs),
    to: isoTime(interval.toMs),
    state: interval.state,
    reason: interval.reason,
    healedBy: interval.healedBy,
    recovered: interval.recovered,
    healing: wireHealing(interval.healing),
  }
}
