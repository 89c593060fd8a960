/**
 * Notices that a stream delivers far less than in the hours before although its connection lives: X has had such hours, and
 * keep-alives hide them. A warning only; the connection is as good as a new one would be. Pure: counts in, verdict out.
 */

/** What is judged, and what it is held against; both in minutes that the stream was live. */
const RECENT_MINUTES = 15
const MIN_BASELINE_MINUTES = 60
const MAX_BASELINE_MINUTES = 180
/** With fewer expected posts a quiet quarter of an hour is chance. */
const MIN_EXPECTED_POSTS = 50
/** Nights and weekends are quieter too; a tenth is more than that. */
const DROP_RATIO = 0.1

export interface VolumeDrop {
  /** Posts of the last quarter of an hour, and how many the hours before let expect. */
  readonly posts: number
  readonly expectedPosts: number
}

export class VolumeWatch {
  #minutes: number[] = []
  #posts = 0
  /** Kept from the beginning of a drop on: the drop itself must not become what is usual. */
  #expectedBefore: number | null = null

  add(posts: number): void {
    this.#posts += posts
  }

  /** Something else is asked for from now on: what came before says nothing about it. */
  reset(): void {
    this.#minutes = []
    this.#posts = 0
    this.#expectedBefore = null
  }

  /** To be called after each minute that the stream was live; null while all is as usual, or too little is known. */
  endMinute(): VolumeDrop | null {
    this.#minutes.push(this.#posts)
    this.#posts = 0
    if (this.#minutes.length > RECENT_MINUTES + MAX_BASELINE_MINUTES) this.#minutes.shift()
    const expectedPosts = this.#expectedBefore ?? this.#expected()
    if (expectedPosts === null || expectedPosts < MIN_EXPECTED_POSTS) return null
    const posts = sum(this.#minutes.slice(-RECENT_MINUTES))
    const isDrop = posts < expectedPosts * DROP_RATIO
    this.#expectedBefore = isDrop ? expectedPosts : null
    return isDrop ? { posts, expectedPosts: Math.round(expectedPosts) } : null
  }

  #expected(): number | null {
    const baseline = this.#minutes.slice(0, -RECENT_MINUTES)
    if (baseline.length < MIN_BASELINE_MINUTES) return null
    return (sum(baseline) / baseline.length) * RECENT_MINUTES
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
