/**
 * Which rule the next post is about. Every rule gets its share, some more than others, and interest
 * drifts over some thousand posts, so that a chart of it looks like one. Depends on the seed, the
 * rules' texts and the number of posts alone.
 */
import { createRandom, type Random } from '../random.ts'
import type { SandboxRule } from './rule-book.ts'

const POSTS_PER_STEP = 64
/** Largest and smallest share differ by at most this factor, drift included. */
const BASE_RANGE = [0.7, 1.4] as const
const DRIFT = 0.35

interface Interest {
  readonly rule: SandboxRule
  readonly base: number
  readonly periodPosts: number
  readonly phase: number
}

export class RuleShares {
  #interests: Interest[]
  #cumulative = new Float64Array(0)
  #posts = 0

  constructor(rules: readonly SandboxRule[], seed: number) {
    this.#interests = rules.map((rule) => {
      const random = createRandom(`share ${seed} ${rule.value}`)
      return {
        rule,
        base: BASE_RANGE[0] + random.next() * (BASE_RANGE[1] - BASE_RANGE[0]),
        periodPosts: random.between(3000, 12_000),
        phase: random.next() * 2 * Math.PI,
      }
    })
  }

  get isEmpty(): boolean {
    return this.#interests.length === 0
  }

  /** Null when no rule is left. */
  pick(random: Random): SandboxRule | null {
    if (this.isEmpty) return null
    if (this.#posts++ % POSTS_PER_STEP === 0) this.#weigh()
    const wanted = random.next() * this.#cumulative.at(-1)!
    let low = 0
    let high = this.#cumulative.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#cumulative[middle]! > wanted) high = middle
      else low = middle + 1
    }
    return this.#interests[low]!.rule
  }

  /** No post can be made for it. */
  drop(rule: SandboxRule): void {
    this.#interests = this.#interests.filter((interest) => interest.rule !== rule)
    this.#weigh()
  }

  #weigh(): void {
    let sum = 0
    this.#cumulative = Float64Array.from(this.#interests, ({ base, periodPosts, phase }) => {
      const turn = (this.#posts / periodPosts) * 2 * Math.PI + phase
      sum += base * (1 + DRIFT * Math.sin(turn))
      return sum
    })
  }
}
