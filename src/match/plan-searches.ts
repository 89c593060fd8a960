/**
 * What to ask a network's search for so that it brings what a set of stream rules would have brought: rules united by OR
 * into queries of limited length. X's search has fewer operators than its streams; where the matcher can decide what search
 * cannot, the query asks for more than the rule and the matcher takes out the rest. Otherwise the rule is left out, with
 * the reason. Pure.
 */
import { checkRule } from './check-rule.ts'
import { patternOf } from './find-words.ts'
import { findOperator } from './operators.ts'
import { parseRule } from './parse-rule.ts'
import { printRule } from './print-rule.ts'
import type { RuleNode, RuleTerm } from './rule.ts'

export interface SearchTarget {
  readonly id: string
  readonly query: string
}

/** A rule, or one alternative of it, as search can be asked for it. */
export interface SearchPart {
  readonly id: string
  /** The whole rule as the stream has it: what a post that was found is matched against. */
  readonly rule: RuleNode
  readonly query: string
  /** False: finds more than the rule, a post that the matcher cannot decide need not belong to it. */
  readonly isExact: boolean
}

/** Parts that are asked for together. */
export type PlannedSearch = readonly SearchPart[]

export interface SearchPlan {
  readonly searches: readonly PlannedSearch[]
  readonly leftOut: readonly { readonly id: string; readonly reason: string }[]
}

/** `maxLength` in code points, of the whole query. */
export function planSearches(
  targets: readonly SearchTarget[],
  options: { maxLength: number },
): SearchPlan {
  const leftOut: { id: string; reason: string }[] = []
  const alone: SearchPart[] = []
  const united: SearchPart[] = []
  for (const target of targets) {
    const parts = partsOf(target, options.maxLength)
    if (typeof parts === 'string') leftOut.push({ id: target.id, reason: parts })
    else for (const part of parts) (isDecidable(part.rule) ? united : alone).push(part)
  }
  const searches = [...alone.map((part) => [part]), ...pack(united, options.maxLength)]
  return { searches, leftOut }
}

/** The text of a search for any of these. */
export function queryOf(search: PlannedSearch): string {
  if (search.length === 1) return search[0]!.query
  return search.map(({ query }) => `(${query})`).join(' OR ')
}

/** The parts, or why there are none. */
function partsOf(target: SearchTarget, maxLength: number): SearchPart[] | string {
  const { rule } = parseRule(target.query)
  if (rule === null) return 'the query cannot be read'
  const foreign = findUnsearchable(rule, false)
  if (foreign !== null) return `X's search has no ${foreign}`
  const widened = widen(rule)
  if (widened === null) return "nothing of the query is left that X's search has"
  const isExact = !hasTerm(rule, isStreamOnly)
  const text = isExact ? target.query.trim() : printRule(widened)
  const texts = isFitting(text, maxLength) ? [text] : alternativesOf(widened, maxLength)
  if (texts === null) return `the query does not fit in the ${maxLength} characters of a search`
  for (const each of texts) {
    const problem = checkRule(each, { maxLength }).problems.find(
      ({ severity }) => severity === 'error',
    )
    if (problem) return `X's search would not take it: ${problem.message}`
  }
  return texts.map((query) => ({ id: target.id, rule, query, isExact }))
}

/** Each alternative of a long OR is a query of its own. Null when one of them does not fit either. */
function alternativesOf(rule: RuleNode, maxLength: number): string[] | null {
  if (rule.kind !== 'or' || rule.negated) return null
  const texts = rule.children.map(printRule)
  return texts.every((text) => isFitting(text, maxLength)) ? texts : null
}

/** What the matcher can decide from a post, and search cannot be asked for. */
const MATCHER_DECIDES = new Set(['proximity', 'url_contains'])

function isStreamOnly({ operator, value }: RuleTerm): boolean {
  return findOperator(operator, value)?.inSearch === false
}

/** The first term that neither search nor matcher can decide. Asking for more inside a negation would find less. */
function findUnsearchable(node: RuleNode, isInNegation: boolean): string | null {
  if (node.kind === 'term') {
    if (!isStreamOnly(node)) return null
    if (!isInNegation && MATCHER_DECIDES.has(node.operator)) return null
    return node.operator === 'proximity' ? 'proximity' : `${node.operator}:`
  }
  for (const child of node.children) {
    const found = findUnsearchable(child, isInNegation || node.negated)
    if (found !== null) return found
  }
  return null
}

/** Without what search does not have; finds at least what the rule finds. Null: would find everything. */
function widen(node: RuleNode): RuleNode | null {
  if (node.kind === 'term') return isStreamOnly(node) ? widenTerm(node) : node
  if (node.negated) return node
  const children = node.children.map(widen)
  const kept = children.filter((child) => child !== null)
  if (kept.length === 0 || (node.kind === 'or' && kept.length < children.length)) return null
  return kept.length === 1 ? kept[0]! : { ...node, children: kept }
}

/** Words that are to be near each other have to be there. */
function widenTerm(term: RuleTerm): RuleNode | null {
  if (term.negated || term.operator !== 'proximity') return null
  const { position, length } = term
  const words = patternOf(term).words.map((value): RuleTerm => ({
    ...term,
    operator: 'phrase',
    value,
    distance: null,
  }))
  if (words.length === 0) return null
  return words.length === 1
    ? words[0]!
    : { kind: 'and', children: words, negated: false, position, length }
}

/** What a post does not tell: the matcher can only take search at its word, so it is asked for nothing else. */
const NOT_TOLD = new Set([
  'to',
  'retweets_of',
  'context',
  'entity',
  'conversation_id',
  'list',
  'place',
  'place_country',
  'point_radius',
  'bounding_box',
  'in_reply_to_tweet_id',
])
const FLAGS_NOT_TOLD = new Set(['is:verified', 'has:geo'])

function isDecidable(rule: RuleNode): boolean {
  return !hasTerm(
    rule,
    (term) =>
      NOT_TOLD.has(term.operator) ||
      FLAGS_NOT_TOLD.has(`${term.operator}:${term.value}`) ||
      (['keyword', 'phrase'].includes(term.operator) && patternOf(term).isUnspaced),
  )
}

function hasTerm(node: RuleNode, isWanted: (term: RuleTerm) => boolean): boolean {
  if (node.kind === 'term') return isWanted(node)
  return node.children.some((child) => hasTerm(child, isWanted))
}

/** In order; a search is full when the next part does not fit beside the others. */
function pack(parts: readonly SearchPart[], maxLength: number): SearchPart[][] {
  const searches: SearchPart[][] = []
  for (const part of parts) {
    const last = searches.at(-1)
    if (last && isFitting(queryOf([...last, part]), maxLength)) last.push(part)
    else searches.push([part])
  }
  return searches
}

function isFitting(text: string, maxLength: number): boolean {
  return Array.from(text).length <= maxLength
}
