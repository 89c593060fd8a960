/** What was produced, for recent search and for edits; bounded, oldest forgotten first. */
import type { SentPost } from './produced-post.ts'

/**
 * In posts that repeat the words of others; one with words of its own takes the memory of some of
 * those.
 */
const MAX_WEIGHT = 100_000
const OWN_WORDS_WEIGHT = 8

export class PostHistory {
  #entries: { readonly post: SentPost; readonly weight: number }[] = []
  /** Entries before this index are forgotten. */
  #first = 0
  #weight = 0
  #total = 0

  /** `isReused`: the same words were produced before. Ids must rise. */
  add(post: SentPost, isReused: boolean): void {
    const weight = isReused ? 1 : OWN_WORDS_WEIGHT
    this.#entries.push({ post, weight })
    this.#weight += weight
    this.#total++
    while (this.#weight > MAX_WEIGHT) this.#weight -= this.#entries[this.#first++]!.weight
    // Half of the array is forgotten: let go of it in one step.
    if (this.#first > 1024 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
  }

  /** All that were ever produced. */
  get total(): number {
    return this.#total
  }

  get size(): number {
    return this.#entries.length - this.#first
  }

  /** 0 is the newest; null beyond what is remembered. */
  recent(distance: number): SentPost | null {
    const at = this.#entries.length - 1 - distance
    return at < this.#first ? null : (this.#entries[at]?.post ?? null)
  }

  /** Newest first, those whose time is in `[fromMs, toMs)`. */
  *newestFirst(fromMs: number, toMs: number): Generator<SentPost> {
    for (let at = this.#entries.length - 1; at >= this.#first; at--) {
      const { post } = this.#entries[at]!
      if (post.stamp.createdAtMs < fromMs) return
      if (post.stamp.createdAtMs < toMs) yield post
    }
  }
}
