/** What travels from a collector through the journal to the writer, and commits as one (INV-2). */
import type { CoverageMark, GapHealing } from './coverage.ts'
import type { KeywordId, StreamId } from './ids.ts'
import type { Post } from './post.ts'

export interface BatchPost {
  readonly post: Post
  readonly receivedAtMs: number
  readonly keywordIds: readonly KeywordId[]
  /** Index of its line in the batch's raw block; null when no raw line was kept. */
  readonly rawIndex: number | null
  readonly recovered: boolean
}

/** A line that was not a post: kept as received (at most MAX_REJECT_BYTES of it), counted. */
export interface BatchReject {
  readonly reason: string
  readonly atMs: number
  readonly raw: string
  readonly byteLength: number
}

export const MAX_REJECT_BYTES = 64 * 1024

/** What was read besides the posts of the batch: networks bill it all the same. */
export interface BatchReads {
  readonly atMs: number
  /** Ids of posts that were delivered and are not kept: no keyword asked for them. */
  readonly unkeptPosts: readonly string[]
  /** Ids of posts and accounts that came along because expansions asked for them, each once. */
  readonly expandedPosts: readonly string[]
  readonly users: readonly string[]
}

/**
 * Numbered (stream, epoch, n): n starts at 1 with each epoch and has no holes. A batch that is delivered twice
 * (same or lower n of the same epoch) has been committed already and changes nothing.
 */
export interface Batch {
  readonly streamId: StreamId
  readonly epoch: number
  readonly n: number
  /** Cursor after the last item of this batch; null where the network has none. */
  readonly cursor: string | null
  /** Post lines read, repeats included. */
  readonly received: number
  readonly posts: readonly BatchPost[]
  readonly rejects: readonly BatchReject[]
  /** zstd frame of the raw lines, each ended by "\n"; empty when there are none. */
  readonly rawBlock: Uint8Array
  readonly rawLineCount: number
  /** In time order; applied before `coveredUntilMs`. */
  readonly coverage: readonly CoverageMark[]
  /** Time of the last byte: the live interval reaches to here. Null when nothing came. */
  readonly coveredUntilMs: number | null
  /** receivedAt − createdAt of the newest post, ms; null without posts. */
  readonly lagMs: number | null
  readonly postsPerSecond: number
  /** Absent where nobody bills, and where nothing was read besides the posts. */
  readonly reads?: BatchReads
  /** Only of batches that bring what healing found: these say nothing of the live connection. */
  readonly healing?: GapHealing
}
