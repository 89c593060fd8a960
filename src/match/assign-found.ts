/** Whose post is it that a search for several rules has found? Pure. */
import { matchRule } from './match-rule.ts'
import type { PlannedSearch } from './plan-searches.ts'
import type { MatchDocument } from './rule.ts'

/**
 * Ids of the rules that hold. Search says that one of those it was asked for does: where the matcher knows of none, and
 * only one cannot be decided from the post, it is that one.
 */
export function assignFound(search: PlannedSearch, document: MatchDocument): string[] {
  const holding = new Set<string>()
  const undecided = new Set<string>()
  let isExact = true
  for (const part of search) {
    const verdict = matchRule(part.rule, document)
    if (verdict === true) holding.add(part.id)
    if (verdict !== null) continue
    undecided.add(part.id)
    if (!part.isExact) isExact = false
  }
  if (holding.size === 0 && undecided.size === 1 && isExact) return [...undecided]
  return [...holding]
}
