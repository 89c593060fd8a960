/** Whose post is it: from the rules a line names to keywords. Shared by the decoder of the stream and by the rules. */
import { asKeywordId, type KeywordId } from '../../domain/ids.ts'
import type { MatchingRule } from './decode-line.ts'

/** Rules with this tag are ours; all others belong to somebody else. */
const TAG_PREFIX = 'magpie:'

export function tagOf(keywordId: KeywordId): string {
  return TAG_PREFIX + keywordId
}

/** The keyword a rule was made for; null for rules of others. */
export function keywordIdOfTag(tag: string | null): KeywordId | null {
  return tag?.startsWith(TAG_PREFIX) ? asKeywordId(tag.slice(TAG_PREFIX.length)) : null
}

type RuleClaims = ReadonlyMap<string, readonly KeywordId[]>

export interface RuleTable {
  /** Each keyword once. Empty: the post came by rules of others, or of keywords that are tracked no more. */
  keywordIdsOf(rules: readonly MatchingRule[]): readonly KeywordId[]
  /** This rule delivers for this keyword, besides whatever else it delivers for. */
  claim(ruleId: string, keywordId: KeywordId): void
  /** From now on these claims hold and no others, and tags count for these keywords only. */
  settle(claims: RuleClaims, active: ReadonlySet<KeywordId>): void
}

/**
 * By id where a rule has been claimed (ours, or one of somebody else with the same value), by tag otherwise: a post
 * under a rule that is being replaced, or that came before the answer to adding its rule, still counts for its keyword.
 * Until the first `settle` every tag of ours counts.
 */
export function createRuleTable(): RuleTable {
  let claims = new Map<string, readonly KeywordId[]>()
  let active: ReadonlySet<KeywordId> | null = null

  const keywordIdsOfRule = (rule: MatchingRule): readonly KeywordId[] => {
    const claimed = rule.id === null ? undefined : claims.get(rule.id)
    if (claimed !== undefined) return claimed
    const tagged = keywordIdOfTag(rule.tag)
    return tagged !== null && (active === null || active.has(tagged)) ? [tagged] : []
  }

  return {
    keywordIdsOf(rules) {
      if (rules.length === 1) return keywordIdsOfRule(rules[0]!)
      return [...new Set(rules.flatMap(keywordIdsOfRule))]
    },
    claim(ruleId, keywordId) {
      const known = claims.get(ruleId) ?? []
      if (!known.includes(keywordId)) claims.set(ruleId, [...known, keywordId])
    },
    settle(nextClaims, nextActive) {
      claims = new Map(nextClaims)
      active = nextActive
    },
  }
}
