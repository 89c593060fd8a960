/**
 * A rule must ask for something that can stand alone: otherwise it would match a large part of everything posted.
 * X checks this for every way a post can satisfy the rule, so each branch of an OR needs its own anchor unless
 * something beside the OR provides it: `"X data" (has:media OR has:links)` is fine, `cat OR has:media` is not.
 */
import { findOperator } from './operators.ts'
import type { RuleNode, RuleProblem, RuleTerm } from './rule.ts'
import { errorAt, warningAt } from './rule-problem.ts'
import { STOP_WORDS } from './stop-words.ts'
import { tokenize } from './tokenize.ts'

/** Where X says "(at position 1)" of a whole rule, the problem covers the branch that lacks an anchor. */
export function checkAnchors(rule: RuleNode): RuleProblem[] {
  return visit(rule, { isAnchored: false, isBranch: false })
}

interface Surroundings {
  /** Something beside this node, joined by AND, can stand alone. */
  readonly isAnchored: boolean
  /** The node is one alternative of an OR. */
  readonly isBranch: boolean
}

function visit(node: RuleNode, around: Surroundings): RuleProblem[] {
  if (node.kind === 'or' && !node.negated) {
    return node.children.flatMap((child) => visit(child, { ...around, isBranch: true }))
  }
  const isAnchored = around.isAnchored || isAnchor(node)
  if (isAnchored) return [...warnOfNegatedBranch(node, around), ...visitGroups(node)]
  // Of several half-anchored groups the first is named: with it mended the rule is sound.
  const half =
    node.kind === 'and' && !node.negated ? node.children.find(isPartlyAnchored) : undefined
  return half ? visit(half, around) : explainMissingAnchor(node, around)
}

/** Groups inside an anchored AND: nothing in them lacks an anchor, but what they exclude deserves a look. */
function visitGroups(node: RuleNode): RuleProblem[] {
  if (node.kind !== 'and' || node.negated) return []
  return node.children.flatMap((child) =>
    child.kind === 'term' ? [] : visit(child, { isAnchored: true, isBranch: false }),
  )
}

/** Can this node be the only thing asked for? */
export function isAnchor(node: RuleNode): boolean {
  if (node.negated) return false
  if (node.kind === 'or') return node.children.every(isAnchor)
  if (node.kind === 'and') return node.children.some(isAnchor)
  return node.kind === 'term' && standsAlone(node) && !isStopWord(node)
}

function isPartlyAnchored(node: RuleNode): boolean {
  return node.kind === 'or' && !node.negated && node.children.some(isAnchor) && !isAnchor(node)
}

/** What the table lacks is an unknown flag of `is:` or `has:`, and none of those stands alone. */
function standsAlone(term: RuleTerm): boolean {
  return findOperator(term.operator, term.value)?.standsAlone ?? false
}

function isStopWord(term: RuleTerm): boolean {
  if (term.operator !== 'keyword' && term.operator !== 'phrase' && term.operator !== 'proximity') {
    return false
  }
  const { tokens } = tokenize(term.value)
  return tokens.length === 0 || (tokens.length === 1 && STOP_WORDS.has(tokens[0]!))
}

function explainMissingAnchor(node: RuleNode, around: Surroundings): RuleProblem[] {
  const positives = listPositives(node)
  if (positives.length === 0) {
    if (around.isBranch) {
      const suggestion = 'this alternative matches every post without it: leave "OR" out'
      return [errorAt(node, 'Negated ORs are not supported', suggestion)]
    }
    const suggestion = 'add a word to watch before what is to be excluded'
    return [
      errorAt(node, 'Rules must contain a non-negation term', suggestion),
      errorAt(node, 'Rules must contain at least one positive, non-stopword clause'),
    ]
  }
  if (positives.every(isStopWord)) {
    const message = 'Rules must contain at least one positive, non-stopword clause'
    return [errorAt(node, message, 'add a word that is less common')]
  }
  const message = 'is/has/lang cannot be used as a standalone operator'
  return [errorAt(node, message, 'add a word, hashtag or account to watch')]
}

function listPositives(node: RuleNode): RuleTerm[] {
  if (node.negated) return []
  return node.kind === 'term' ? [node] : node.children.flatMap(listPositives)
}

function warnOfNegatedBranch(node: RuleNode, around: Surroundings): RuleProblem[] {
  if (!around.isBranch || listPositives(node).length > 0) return []
  const suggestion = 'write what is to be excluded beside the group, without OR'
  return [warningAt(node, 'An alternative that only excludes may be refused by X', suggestion)]
}
