/** What has to change at X so that every keyword has its rule. Pure. */
import type { KeywordId } from '../../domain/ids.ts'
import type { ActiveKeyword } from '../../domain/keyword.ts'
import { keywordIdOfTag } from './rule-table.ts'

/** A rule as X lists it. */
export interface XRule {
  readonly id: string
  readonly value: string
  readonly tag: string | null
}

export interface RulePlan {
  /** Rules that stay, with the keywords they deliver for. */
  readonly claims: Map<string, KeywordId[]>
  /** Keywords that have no rule yet: first those whose rule is to be replaced, then in the order given. */
  readonly missing: readonly ActiveKeyword[]
  /** Rules of ours that nobody wants any more: other value, or keyword gone. */
  readonly stale: readonly XRule[]
}

/**
 * X knows a rule by its value alone: two rules cannot have the same, whatever their tags. So a rule with a keyword's
 * value is that keyword's rule, whoever made it; it is adopted by its id, since tags cannot be changed.
 */
export function planRules(
  keywords: readonly ActiveKeyword[],
  existing: readonly XRule[],
): RulePlan {
  const ruleOfValue = new Map(existing.map((rule) => [rule.value.trim(), rule]))
  const claims = new Map<string, KeywordId[]>()
  const unruled: ActiveKeyword[] = []
  for (const keyword of keywords) {
    const rule = ruleOfValue.get(keyword.query.trim())
    if (rule === undefined) unruled.push(keyword)
    else claims.set(rule.id, [...(claims.get(rule.id) ?? []), keyword.id])
  }
  const stale = existing.filter((rule) => keywordIdOfTag(rule.tag) !== null && !claims.has(rule.id))
  const replaced = new Set(stale.map((rule) => keywordIdOfTag(rule.tag)))
  const isReplacement = (keyword: ActiveKeyword): boolean => replaced.has(keyword.id)
  const missing = [
    ...unruled.filter(isReplacement),
    ...unruled.filter((keyword) => !isReplacement(keyword)),
  ]
  return { claims, missing, stale }
}
