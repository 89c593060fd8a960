import type { Network, StoredPost } from '../domain/post.ts'
import { wirePost } from '../domain/to-wire.ts'
import type { WirePreview } from '../domain/wire.ts'
import { documentOfPost } from '../match/document-of-post.ts'
import { matchRule } from '../match/match-rule.ts'
import type { RuleNode } from '../match/rule.ts'
import type { Store } from '../store/store.ts'
import { checkQuery, X_RULE_LIMIT } from './check-query.ts'
import { estimateVolume, findPrecedent } from './estimate-volume.ts'

/** Newest stored posts that are looked through when no keyword comes near the query. */
const LOOKED_THROUGH_POSTS = 500
const SAMPLE_POSTS = 10
const NO_ESTIMATE = { postsPerDay: null, source: 'none', usdPerMonth: null } as const

/** Everything that can be said about a query before it is saved, without asking any network. */
export async function previewQuery(
  query: string,
  networks: readonly Network[] | null,
  store: Store,
  nowMs: number,
): Promise<WirePreview> {
  const { problems, warnings, length, rule } = checkQuery(query)
  const checked = {
    valid: problems.length === 0,
    problems,
    warnings,
    x: { length, limit: X_RULE_LIMIT },
  }
  if (!rule) return { ...checked, estimate: NO_ESTIMATE, sample: [] }
  const precedent = await findPrecedent(store, rule, networks, nowMs)
  const volume = precedent && (await estimateVolume(store, rule, precedent, nowMs))
  const page = { limit: LOOKED_THROUGH_POSTS, cursor: null }
  const posts = precedent?.posts.length ? precedent.posts : (await store.listPosts({}, page)).data
  return {
    ...checked,
    estimate: volume ? { ...volume, source: 'history' } : NO_ESTIMATE,
    sample: matchesAmong(posts, rule, networks).map(wirePost),
  }
}

function matchesAmong(
  posts: readonly StoredPost[],
  rule: RuleNode,
  networks: readonly Network[] | null,
): StoredPost[] {
  const found: StoredPost[] = []
  for (const post of posts) {
    if (found.length === SAMPLE_POSTS) break
    if (networks && !networks.includes(post.network)) continue
    if (matchRule(rule, documentOfPost(post)) === true) found.push(post)
  }
  return found
}
