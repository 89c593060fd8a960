/**
 * The newest posts in the stored order, shared by all browsers. It holds every post with
 * `floorSeq < seq <= lastSeq` and nothing else, so whoever stands inside needs no SQL; whoever stands before it does.
 * A post becomes bytes once, when the first browser wants it.
 */
import type { StoredPost } from '../domain/post.ts'
import { wirePost } from '../domain/to-wire.ts'
import { sseEvent } from './sse.ts'

/** What a post weighs besides its text, as an object: measured around 1.5 KB with lists and metrics. */
const POST_OVERHEAD_BYTES = 1_500

interface Entry {
  readonly seq: number
  readonly keywords: readonly string[]
  readonly weightBytes: number
  content: StoredPost | Buffer
}

export interface WindowLimits {
  readonly maxPosts: number
  readonly maxBytes: number
}

/** True when the browser wants posts of these keywords; null = all posts, also those without a keyword. */
export function isWanted(
  postKeywords: readonly string[],
  filter: ReadonlySet<string> | null,
): boolean {
  return filter === null || postKeywords.some((id) => filter.has(id))
}

export function postFrame(post: StoredPost): Buffer {
  return sseEvent('post', wirePost(post), post.seq)
}

export class PostWindow {
  readonly #limits: WindowLimits
  #entries: Entry[] = []
  /** Entries before this index are gone; cut off now and then, since `shift` on a long array costs its length. */
  #start = 0
  #weightBytes = 0
  #floorSeq = 0
  #lastSeq = 0

  constructor(limits: WindowLimits) {
    this.#limits = limits
  }

  get floorSeq(): number {
    return this.#floorSeq
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  get size(): number {
    return this.#entries.length - this.#start
  }

  /** Forgets everything; the window goes on after `seq`. */
  restartAt(seq: number): void {
    this.#entries = []
    this.#start = 0
    this.#weightBytes = 0
    this.#floorSeq = seq
    this.#lastSeq = seq
  }

  /** `posts` are all posts that follow `lastSeq`, in order. */
  append(posts: readonly StoredPost[]): void {
    for (const post of posts) {
      const weightBytes = POST_OVERHEAD_BYTES + post.text.length * 2
      this.#entries.push({ seq: post.seq, keywords: post.keywords, weightBytes, content: post })
      this.#weightBytes += weightBytes
      this.#lastSeq = post.seq
    }
    this.#evict()
  }

  /** Frames of the wanted posts after `seq`, at most about `maxBytes`, and the position after what was looked at. */
  read(
    seq: number,
    filter: ReadonlySet<string> | null,
    maxBytes: number,
  ): { frames: Buffer[]; seq: number } {
    const frames: Buffer[] = []
    let position = seq
    let bytes = 0
    for (let i = this.#indexAfter(seq); i < this.#entries.length && bytes < maxBytes; i++) {
      const entry = this.#entries[i]!
      position = entry.seq
      if (!isWanted(entry.keywords, filter)) continue
      const frame = frameOf(entry)
      bytes += frame.length
      frames.push(frame)
    }
    return { frames, seq: position }
  }

  #indexAfter(seq: number): number {
    let low = this.#start
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#entries[middle]!.seq <= seq) low = middle + 1
      else high = middle
    }
    return low
  }

  #evict(): void {
    const { maxPosts, maxBytes } = this.#limits
    while (this.size > maxPosts || (this.#weightBytes > maxBytes && this.size > 1)) {
      const entry = this.#entries[this.#start++]!
      this.#weightBytes -= entry.weightBytes
      this.#floorSeq = entry.seq
    }
    // Half of the array at least is garbage: one copy now costs each post once.
    if (this.#start > this.size) {
      this.#entries = this.#entries.slice(this.#start)
      this.#start = 0
    }
  }
}

function frameOf(entry: Entry): Buffer {
  if (!Buffer.isBuffer(entry.content)) entry.content = postFrame(entry.content)
  return entry.content
}
