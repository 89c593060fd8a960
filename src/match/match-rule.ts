/**
 * Does a rule hold for a document? The plain way, one rule and one document; compile-rules.ts puts an index before it.
 *
 * Three-valued (Kleene): an unknown stays unknown under negation, AND is false when any part is, OR true when any is.
 */
import { matchTerm } from './match-term.ts'
import type { MatchDocument, RuleGroup, RuleNode, Verdict } from './rule.ts'

/** True or false, or null when what the rule asks cannot be decided from this document. Never throws. */
export function matchRule(rule: RuleNode, document: MatchDocument): Verdict {
  const verdict = rule.kind === 'term' ? matchTerm(rule, document) : matchGroup(rule, document)
  return verdict === null || !rule.negated ? verdict : !verdict
}

function matchGroup(group: RuleGroup, document: MatchDocument): Verdict {
  const decisive = group.kind === 'or'
  let verdict: Verdict = !decisive
  for (const child of group.children) {
    const each = matchRule(child, document)
    if (each === decisive) return decisive
    if (each === null) verdict = null
  }
  return verdict
}
