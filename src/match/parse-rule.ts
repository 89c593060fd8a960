/**
 * Lexemes to tree. AND is a space and binds tighter than OR; `-` negates one term or group.
 *
 * Never throws on any input; linear in its length; groups nest at most MAX_NESTING deep, so that recursion is bounded.
 * A pair of parentheses around one term disappears; any other group stays as written (print-rule.ts relies on it).
 */
import type { Lexeme } from './lex-cursor.ts'
import { lexRule } from './lex-rule.ts'
import type { Position, RuleNode, RuleProblem } from './rule.ts'
import { errorAt, warningAt } from './rule-problem.ts'

export const MAX_NESTING = 50

export interface ParseResult {
  /** Null when anything could not be read: half a rule would match something else. */
  readonly rule: RuleNode | null
  readonly problems: readonly RuleProblem[]
}

interface Parser {
  readonly lexemes: readonly Lexeme[]
  at: number
  nesting: number
  readonly problems: RuleProblem[]
  failed: boolean
}

export function parseRule(query: string): ParseResult {
  const { lexemes, problems } = lexRule(query)
  const parser: Parser = { lexemes, at: 0, nesting: 0, problems: [...problems], failed: false }
  if (lexemes.length === 0) {
    if (problems.length > 0) return { rule: null, problems }
    const place = { position: 0, length: query.length }
    return { rule: null, problems: [errorAt(place, 'The query is empty', 'type a word to watch')] }
  }
  const rule = parseOr(parser)
  const rest = parser.lexemes[parser.at]
  if (!parser.failed && rest) {
    fail(parser, rest, "missing EOF at ')'", 'this parenthesis was never opened: remove it')
  }
  const readable = !parser.failed && parser.problems.every((each) => each.severity !== 'error')
  return { rule: readable ? rule : null, problems: parser.problems }
}

function parseOr(parser: Parser): RuleNode | null {
  const branches: RuleNode[] = []
  for (;;) {
    const branch = parseAnd(parser)
    if (branch === null) return null
    branches.push(branch)
    if (parser.lexemes[parser.at]?.kind !== 'or') return join('or', branches)
    parser.at++
  }
}

function parseAnd(parser: Parser): RuleNode | null {
  const terms: RuleNode[] = []
  for (;;) {
    const lexeme = parser.lexemes[parser.at]
    if (!lexeme || lexeme.kind === 'or' || lexeme.kind === 'close') {
      return terms.length > 0 ? join('and', terms) : failEmpty(parser, lexeme)
    }
    const term = parseUnary(parser)
    if (term === null) return null
    terms.push(term)
  }
}

function parseUnary(parser: Parser): RuleNode | null {
  const first = parser.lexemes[parser.at]!
  let minuses = 0
  while (parser.lexemes[parser.at]?.kind === 'minus') {
    parser.at++
    minuses++
  }
  if (minuses > 1) {
    const message = '"-" stands twice here and negates once'
    parser.problems.push(
      warningAt({ position: first.position, length: minuses }, message, 'write one "-"'),
    )
  }
  const negated = minuses > 0
  const lexeme = parser.lexemes[parser.at]
  if (lexeme?.kind === 'open') return parseGroup(parser, first.position, negated)
  if (lexeme?.kind !== 'term') {
    fail(
      parser,
      first,
      "no viable alternative at input '-'",
      'remove "-", or write a word after it',
    )
    return null
  }
  parser.at++
  const { operator, value, distance } = lexeme
  return { kind: 'term', operator, value, distance, negated, ...span(first, lexeme) }
}

function parseGroup(parser: Parser, position: number, negated: boolean): RuleNode | null {
  const open = parser.lexemes[parser.at]!
  if (parser.nesting === MAX_NESTING) {
    const message = `Groups are nested more than ${MAX_NESTING} deep`
    fail(parser, open, message, 'leave out parentheses that change nothing')
    return null
  }
  parser.at++
  parser.nesting++
  const inner = parseOr(parser)
  parser.nesting--
  if (inner === null) return null
  const close = parser.lexemes[parser.at]
  if (!close) {
    fail(parser, open, "missing EOF at '('", 'close this parenthesis with )')
    return null
  }
  parser.at++
  if (!negated) return inner.kind === 'term' ? inner : { ...inner, ...grown(inner, open, close) }
  const place = { position, length: close.position + close.length - position }
  if (inner.kind !== 'term' && !inner.negated) return { ...inner, negated, ...place }
  return { kind: 'and', children: [inner], negated, ...place }
}

/** A group that carries its own parentheses covers them; a negated one has its sign and covers it already. */
function grown(inner: RuleNode, open: Lexeme, close: Lexeme): Position {
  return inner.negated ? { position: inner.position, length: inner.length } : span(open, close)
}

function join(kind: 'and' | 'or', nodes: readonly RuleNode[]): RuleNode {
  if (nodes.length === 1) return nodes[0]!
  return { kind, children: nodes, negated: false, ...span(nodes[0]!, nodes.at(-1)!) }
}

function span(first: Position, last: Position): Position {
  const { position } = first
  return { position, length: last.position + last.length - position }
}

/** Nothing where a term must be: before or after OR, or between parentheses. */
function failEmpty(parser: Parser, lexeme: Lexeme | undefined): null {
  const before = parser.lexemes[parser.at - 1]
  if (before?.kind === 'or' && lexeme?.kind !== 'or') {
    const input = lexeme ? ')' : '<EOF>'
    fail(parser, before, `no viable alternative at input '${input}'`, 'write a word after OR')
  } else if (lexeme?.kind === 'or') {
    fail(parser, lexeme, "no viable alternative at input 'OR'", 'write a word before OR')
  } else if (before?.kind === 'open' && lexeme?.kind === 'close') {
    const place = { position: before.position, length: lexeme.position + 1 - before.position }
    fail(parser, place, "no viable alternative at input ')'", 'remove the empty parentheses')
  } else if (lexeme?.kind === 'close') {
    fail(parser, lexeme, "missing EOF at ')'", 'this parenthesis was never opened: remove it')
  } else {
    fail(parser, before!, "missing EOF at '('", 'close this parenthesis with )')
  }
  return null
}

function fail(parser: Parser, place: Position, message: string, suggestion: string): void {
  parser.failed = true
  parser.problems.push(errorAt(place, message, suggestion))
}
