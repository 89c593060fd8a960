/**
 * How many posts a query would bring, from what is stored already. Only posts of keywords are stored, so the past says
 * something about a query only when a keyword with the same conditions, or with fewer of them, has been watched.
 */
import type { Keyword } from '../domain/keyword.ts'
import type { Network, StoredPost } from '../domain/post.ts'
import { X_USD_PER_POST } from '../domain/x-prices.ts'
import { checkRule } from '../match/check-rule.ts'
import { documentOfPost } from '../match/document-of-post.ts'
import { matchRule } from '../match/match-rule.ts'
import type { RuleNode } from '../match/rule.ts'
import type { Store } from '../store/store.ts'
import { X_RULE_LIMIT } from './check-query.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Less watching than this says little about a day. */
const MIN_COVERED_MS = HOUR_MS
const MAX_HISTORY_MS = 7 * DAY_MS
const SAMPLE_POSTS = 500
const MAX_KEYWORDS = 1_000
const DAYS_PER_MONTH = 30

export interface Volume {
  readonly postsPerDay: number
  /** What X would bill for its part of them. */
  readonly usdPerMonth: number
}

/** A keyword whose posts contain all posts of the query, with the newest of them. */
export interface Precedent {
  readonly keyword: Keyword
  readonly posts: readonly StoredPost[]
  readonly fromMs: number
}

/**
 * The closest keyword that matches whatever `rule` matches, as far as the rules' form shows it: every condition of the
 * keyword is a condition of the query. Null when there is none.
 */
export async function findPrecedent(
  store: Store,
  rule: RuleNode,
  networks: readonly Network[] | null,
  nowMs: number,
): Promise<Precedent | null> {
  // What the sandbox makes says nothing about a network.
  if ((await store.listStreams()).some((stream) => stream.sandbox)) return null
  const { data: keywords } = await store.listKeywords({ limit: MAX_KEYWORDS, cursor: null })
  const wanted = new Set(conditionsOf(rule))
  let best: { keyword: Keyword; conditions: number } | null = null
  for (const keyword of keywords) {
    if (!sameNetworks(keyword.networks, networks)) continue
    const known = checkRule(keyword.query, { maxLength: X_RULE_LIMIT }).rule
    const conditions = known ? conditionsOf(known) : []
    if (conditions.length === 0 || !conditions.every((condition) => wanted.has(condition))) continue
    if (!best || conditions.length > best.conditions) {
      best = { keyword, conditions: conditions.length }
    }
  }
  if (!best) return null
  const { keyword } = best
  // Before its last change the keyword may have been another query.
  const fromMs = Math.max(nowMs - MAX_HISTORY_MS, keyword.updatedAtMs)
  const filter = { keywordId: keyword.id, fromMs, toMs: nowMs }
  const { data: posts } = await store.listPosts(filter, { limit: SAMPLE_POSTS, cursor: null })
  return { keyword, posts, fromMs }
}

/** Null when the keyword was not watched for long enough, or its posts do not tell whether they match. */
export async function estimateVolume(
  store: Store,
  rule: RuleNode,
  { keyword, posts, fromMs }: Precedent,
  nowMs: number,
): Promise<Volume | null> {
  if (nowMs - fromMs < MIN_COVERED_MS) return null
  const summary = await store.readSummary(keyword.id, fromMs, nowMs)
  const coveredMs = summary.coverage * (nowMs - fromMs)
  if (coveredMs < MIN_COVERED_MS) return null
  let matched = 0
  let matchedOnX = 0
  for (const post of posts) {
    const verdict = matchRule(rule, documentOfPost(post))
    if (verdict === null) return null
    if (!verdict) continue
    matched++
    if (post.network === 'x') matchedOnX++
  }
  const sampled = Math.max(posts.length, 1)
  const perDay = summary.posts / (coveredMs / DAY_MS)
  return {
    postsPerDay: roundOff((perDay * matched) / sampled),
    usdPerMonth: roundOff(((perDay * matchedOnX) / sampled) * DAYS_PER_MONTH * X_USD_PER_POST),
  }
}

/** What must all hold, each as one comparable text without its place in the query. */
function conditionsOf(rule: RuleNode): string[] {
  const nodes = rule.kind === 'and' && !rule.negated ? rule.children : [rule]
  return nodes.map(conditionKey)
}

function conditionKey(node: RuleNode): string {
  if (node.kind === 'term') {
    return JSON.stringify([node.operator, node.value, node.distance, node.negated])
  }
  return JSON.stringify([node.kind, node.negated, node.children.map(conditionKey)])
}

function sameNetworks(a: readonly Network[] | null, b: readonly Network[] | null): boolean {
  return networksKey(a) === networksKey(b)
}

function networksKey(networks: readonly Network[] | null): string {
  return networks ? networks.toSorted().join() : '*'
}

/** Two digits after the point: an estimate is no more exact than that. */
function roundOff(value: number): number {
  return Math.round(value * 100) / 100
}
