/**
 * By what a rule can be found: words and entities of which a document must have at least one for the rule to be true.
 * Every rule that X would take has such keys, save those that stand on an operator no post shows (`bio:`, `context:`).
 */
import { patternOf } from './find-words.ts'
import type { RuleGroup, RuleNode, RuleTerm } from './rule.ts'
import { foldCase } from './tokenize.ts'

export interface RuleKeys {
  /** Folded words of the texts, addresses and names. */
  readonly tokens: readonly string[]
  /** As `entityKey` writes them. */
  readonly entities: readonly string[]
}

/** `#tag`, `@name`, `$sym`, `from:name`, and `url:word` for a word of an address: folded. */
export function entityKey(sign: '#' | '@' | '$' | 'from:' | 'url:', value: string): string {
  return sign + foldCase(value)
}

export function isAddressKey(key: string): boolean {
  return key.startsWith('url:')
}

/** Null when no set of keys is necessary for the rule: it must be asked for every document. */
export function selectKeys(rule: RuleNode): RuleKeys | null {
  if (rule.negated) return null
  if (rule.kind === 'term') return keysOfTerm(rule)
  return rule.kind === 'or' ? keysOfAny(rule) : keysOfAll(rule)
}

function keysOfAny(group: RuleGroup): RuleKeys | null {
  const parts: RuleKeys[] = []
  for (const child of group.children) {
    const keys = selectKeys(child)
    if (keys === null) return null
    parts.push(keys)
  }
  return {
    tokens: parts.flatMap((keys) => keys.tokens),
    entities: parts.flatMap((keys) => keys.entities),
  }
}

/** The keys of any part would do; those likely to be met least are taken. */
function keysOfAll(group: RuleGroup): RuleKeys | null {
  let best: RuleKeys | null = null
  for (const child of group.children) {
    const keys = selectKeys(child)
    if (keys && (best === null || expectedHits(keys) < expectedHits(best))) best = keys
  }
  return best
}

/** Long words are rarer than short ones, entities rarer than words; every further key adds. */
function expectedHits({ tokens, entities }: RuleKeys): number {
  let sum = entities.length * 0.01
  for (const token of tokens) sum += 1 / token.length
  return sum
}

function keysOfTerm(term: RuleTerm): RuleKeys | null {
  const { operator, value } = term
  switch (operator) {
    case 'keyword':
    case 'phrase':
    case 'proximity':
      return { tokens: longestOf(term), entities: [] }
    case 'url':
      return { tokens: [], entities: longestOf(term).map((word) => entityKey('url:', word)) }
    case 'hashtag':
      return { tokens: [], entities: [entityKey('#', value)] }
    case 'mention':
      return { tokens: [], entities: [entityKey('@', value)] }
    case 'cashtag':
      return { tokens: [], entities: [entityKey('$', value)] }
    case 'from':
      return { tokens: [], entities: [entityKey('from:', value)] }
    default:
      return null
  }
}

/** All the term's words must be there, so the longest is enough; without any it is never true. */
function longestOf(term: RuleTerm): string[] {
  const { words } = patternOf(term)
  return words.toSorted((left, right) => right.length - left.length).slice(0, 1)
}
