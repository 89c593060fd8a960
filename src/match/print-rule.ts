/**
 * The canonical text of a tree: one space between terms, canonical operator names, quotes only where needed.
 * Parsing it gives the tree again, up to positions.
 */
import { takesBrackets } from './operators.ts'
import type { RuleNode, RuleTerm } from './rule.ts'

/** A value that the lexer reads as one argument without quotes. */
const BARE_ARGUMENT = /^(?:[A-Za-z0-9*]|[-+]\d)[\w.*-]*$/

export function printRule(rule: RuleNode): string {
  return print(rule, 'top')
}

function print(node: RuleNode, parent: 'top' | 'and' | 'or'): string {
  if (node.kind === 'term') return node.negated ? `-${printTerm(node)}` : printTerm(node)
  const separator = node.kind === 'or' ? ' OR ' : ' '
  const inner = node.children.map((child) => print(child, node.kind)).join(separator)
  if (node.negated) return `-(${inner})`
  return parent === 'top' || (parent === 'or' && node.kind === 'and') ? inner : `(${inner})`
}

function printTerm(term: RuleTerm): string {
  const { operator, value } = term
  switch (operator) {
    case 'keyword':
      return value
    case 'phrase':
      return quote(value)
    case 'proximity':
      return `${quote(value)}~${term.distance}`
    case 'hashtag':
      return `#${value}`
    case 'mention':
      return `@${value}`
    case 'cashtag':
      return `$${value}`
    default:
      return `${operator}:${printArgument(operator, value)}`
  }
}

function printArgument(operator: string, value: string): string {
  if (takesBrackets(operator)) return `[${value}]`
  return BARE_ARGUMENT.test(value) ? value : quote(value)
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
