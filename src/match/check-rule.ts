/**
 * What X would say to a rule before it is sent: errors for which X refuses it, in X's wording where that is known,
 * and warnings for what X takes although it may not do what was meant. Pure; never throws; linear in the query.
 */
import { checkAnchors, isAnchor } from './check-anchor.ts'
import { checkTerm } from './check-term.ts'
import { parseRule } from './parse-rule.ts'
import type { RuleCheck, RuleNode, RuleProblem, RuleTerm } from './rule.ts'
import { errorAt, warningAt } from './rule-problem.ts'
import { COMMON_WORDS } from './stop-words.ts'
import { tokenize } from './tokenize.ts'

/** Parts of nearly every address. */
const COMMON_URL_WORDS = new Set(['http', 'https', 'www', 'com', 't', 'co', 'x', 'twitter'])

/**
 * Checks one query. `maxLength` is in Unicode code points: 1,024 for a rule of X's streams at pay-per-use, 2,048 for
 * Enterprise. Problems come in the order of their places, several of one place in X's order.
 */
export function checkRule(query: string, options: { maxLength: number }): RuleCheck {
  const length = countCodePoints(query)
  const parsed = parseRule(query)
  const problems = [
    ...(length > options.maxLength ? [tooLong(query, length, options.maxLength)] : []),
    ...parsed.problems,
    ...(parsed.rule ? [...checkAnchors(parsed.rule), ...visit(parsed.rule)] : []),
  ]
  const valid = problems.every(isWarning)
  const broad = valid && parsed.rule ? warnOfBreadth(parsed.rule) : []
  const sorted = [...problems, ...broad].sort((left, right) => left.position - right.position)
  return { valid, problems: sorted, rule: parsed.rule, length }
}

function isWarning(problem: RuleProblem): boolean {
  return problem.severity === 'warning'
}

function countCodePoints(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; count++) at += text.codePointAt(at)! > 0xffff ? 2 : 1
  return count
}

function tooLong(query: string, length: number, maxLength: number): RuleProblem {
  let position = 0
  for (let count = 0; count < maxLength; count++) {
    position += query.codePointAt(position)! > 0xffff ? 2 : 1
  }
  const message = `The rule is ${length} characters long; at most ${maxLength} are allowed`
  const place = { position, length: query.length - position }
  return errorAt(place, message, 'split it into several keywords')
}

function visit(node: RuleNode): RuleProblem[] {
  if (node.kind === 'term') return checkTerm(node)
  const problems = node.children.flatMap(visit)
  if (!node.negated) return problems
  const message = 'Do not negate grouped operators'
  const suggestion = 'exclude each by itself: -one -two instead of -(one OR two)'
  return [warningAt(node, message, suggestion), ...problems]
}

/** Alternatives that hold nothing but very frequent things: each post is billed. */
function warnOfBreadth(rule: RuleNode): RuleProblem[] {
  const branches = rule.kind === 'or' && !rule.negated ? rule.children : [rule]
  return branches.filter(isBroad).map((branch) => {
    const message = 'This matches a very large number of posts, and X bills each of them'
    return warningAt(branch, message, 'add a second word, a language, or -is:retweet')
  })
}

function isBroad(branch: RuleNode): boolean {
  if (branch.kind === 'term') return isBroadTerm(branch)
  if (branch.negated) return false
  if (branch.kind === 'or') return branch.children.some(isBroad)
  const anchors = branch.children.filter(isAnchor)
  const positives = branch.children.filter((child) => !child.negated)
  return positives.length === anchors.length && anchors.length === 1 && isBroad(anchors[0]!)
}

function isBroadTerm(term: RuleTerm): boolean {
  if (term.negated) return false
  switch (term.operator) {
    case 'keyword':
    case 'phrase':
      return isBroadWord(term.value)
    case 'url':
    case 'url_contains':
      return tokenize(term.value).tokens.every((token) => COMMON_URL_WORDS.has(token))
    case 'place_country':
      return true
    case 'context':
      return term.value.endsWith('.*')
    default:
      return false
  }
}

function isBroadWord(value: string): boolean {
  const { tokens } = tokenize(value)
  return tokens.length === 1 && COMMON_WORDS.has(tokens[0]!)
}
