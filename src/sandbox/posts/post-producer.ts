/**
 * Makes the posts: around the words of the active rules, each rule its share, with `matching_rules`
 * found by the rule matcher for all rules. The sequence depends on the seed and on the rules alone.
 *
 * Up to some hundred posts a second every post is written anew. Above that each rule gets a stock
 * of posts that are sent again and again under new ids, because making one costs fifty times what
 * reading one does.
 */
import { createRandom, type Random } from '../random.ts'
import { decideRule } from '../rules/decide-rule.ts'
import type { ActiveRules, RuleBook, SandboxRule } from '../rules/rule-book.ts'
import { RuleShares } from '../rules/rule-shares.ts'
import { createWish } from '../rules/rule-wish.ts'
import type { SandboxSettings } from '../settings.ts'
import type { Snowflakes } from '../snowflake.ts'
import type { FeedSource } from '../stream/feed-line.ts'
import { Authors } from './authors.ts'
import { composePost } from './compose-post.ts'
import { documentOfContent } from './document-of-content.ts'
import { composeEdit } from './edit-post.ts'
import type { PostContent } from './post-content.ts'
import {
  ProducedPost,
  RenderedPost,
  type ComposedPost,
  type MatchingRule,
} from './produced-post.ts'
import type { PostHistory } from './post-history.ts'

const MAX_ATTEMPTS = 12
const MAX_FRESH_PER_SECOND = 500
/** Rules decided a second before posts are taken from stock. */
const MAX_DECISIONS_PER_SECOND = 40_000
const STOCK_TOTAL = 4096
const MIN_STOCK = 8
const MAX_STOCK = 256
const FRESH_EDIT_SHARE = 0.012
const STOCK_EDIT_SHARE = 0.002

export interface PostProducerParts {
  readonly seed: number
  readonly settings: SandboxSettings
  readonly rules: RuleBook
  readonly ids: Snowflakes
  readonly history: PostHistory
  /** False for streams without rules: they only give the words, and no post names them. */
  readonly namesRules?: boolean
}

interface Stock {
  readonly posts: RenderedPost[]
  next: number
}

export class PostProducer implements FeedSource {
  readonly runsUnread: boolean
  readonly #parts: PostProducerParts
  readonly #random: Random
  readonly #authors: Authors
  #active: ActiveRules
  #shares: RuleShares
  #stocks = new Map<SandboxRule, Stock>()

  constructor(parts: PostProducerParts) {
    this.#parts = parts
    this.runsUnread = parts.namesRules ?? true
    this.#random = createRandom(`posts ${parts.seed}`)
    this.#authors = new Authors(parts.seed)
    this.#active = parts.rules.active()
    this.#shares = new RuleShares(this.#active.rules, parts.seed)
  }

  /** Null when there is no rule, or none that the sandbox can make a post for. */
  next(atMs: number): ProducedPost | null {
    this.#followRules()
    // Asked in vain, nothing is drawn: the sequence does not depend on how often.
    if (this.#shares.isEmpty) return null
    const edit = this.#edit(atMs)
    if (edit) return this.#produce(new RenderedPost(edit), false, atMs)
    for (;;) {
      const rule = this.#shares.pick(this.#random)
      if (rule === null) return null
      const found = this.#isFast() ? this.#fromStock(rule, atMs) : this.#fresh(rule, atMs)
      if (found) return this.#produce(found.post, found.isReused, atMs)
      this.#shares.drop(rule)
    }
  }

  #produce(rendered: RenderedPost, isReused: boolean, atMs: number): ProducedPost {
    const stamp = this.#parts.ids.next(atMs)
    this.#parts.history.add({ stamp, composed: rendered.composed }, isReused)
    return new ProducedPost(stamp, rendered)
  }

  /** Verdicts and shares hold for one set of rules. */
  #followRules(): void {
    const active = this.#parts.rules.active()
    if (active === this.#active) return
    this.#active = active
    this.#shares = new RuleShares(active.rules, this.#parts.seed)
    this.#stocks = new Map()
  }

  #isFast(): boolean {
    const { postsPerSecond } = this.#parts.settings
    const ruleCount = this.#active.rules.length
    const maxFresh = Math.min(MAX_FRESH_PER_SECOND, MAX_DECISIONS_PER_SECOND / ruleCount)
    return postsPerSecond === 0 || postsPerSecond > maxFresh
  }

  #fromStock(rule: SandboxRule, atMs: number): { post: RenderedPost; isReused: boolean } | null {
    const stock = this.#stocks.get(rule) ?? { posts: [], next: 0 }
    this.#stocks.set(rule, stock)
    const size = Math.min(
      MAX_STOCK,
      Math.max(MIN_STOCK, Math.floor(STOCK_TOTAL / this.#active.rules.length)),
    )
    if (stock.posts.length >= size) {
      stock.next = (stock.next + 1) % stock.posts.length
      return { post: stock.posts[stock.next]!, isReused: true }
    }
    const fresh = this.#fresh(rule, atMs)
    if (fresh) stock.posts.push(fresh.post)
    return fresh
  }

  /** Null when no attempt gave a post that the rule takes. */
  #fresh(rule: SandboxRule, nowMs: number): { post: RenderedPost; isReused: false } | null {
    const composer = { authors: this.#authors, random: this.#random, nowMs }
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const content = composePost(createWish(rule.rule, this.#random), composer)
      const matching = this.#matchingRules(content)
      if (matching.some(({ id }) => id === rule.id)) {
        return {
          post: new RenderedPost({ content, matchingRules: this.#named(matching) }),
          isReused: false,
        }
      }
    }
    return null
  }

  /**
   * Now and then somebody corrects a post of the last minutes: a new post with the old one in its
   * history.
   */
  #edit(atMs: number): ComposedPost | null {
    const share = this.#isFast() ? STOCK_EDIT_SHARE : FRESH_EDIT_SHARE
    if (!this.#random.chance(share)) return null
    const content = composeEdit(this.#parts.history, this.#random, atMs)
    if (content === null) return null
    const matching = this.#matchingRules(content)
    return matching.length > 0 ? { content, matchingRules: this.#named(matching) } : null
  }

  #named(matching: MatchingRule[]): MatchingRule[] {
    return (this.#parts.namesRules ?? true) ? matching : []
  }

  #matchingRules(content: PostContent): MatchingRule[] {
    const document = documentOfContent(content)
    return this.#active.rules
      .filter(({ rule }) => decideRule(rule, document, content))
      .map(({ id, tag }) => ({ id, tag: tag ?? '' }))
  }
}
