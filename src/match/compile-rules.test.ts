import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { compileRules } from './compile-rules.ts'
import { matchRule } from './match-rule.ts'
import { parseRule } from './parse-rule.ts'
import type { MatchDocument, RuleNode } from './rule.ts'
import { anyDocument, matchableRule } from './rule-arbitraries.ts'
import { documentWith } from './test-document.ts'

// Thousands of random cases take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const ruleOf = (query: string): RuleNode => parseRule(query).rule!
const entry = (id: string, query: string): { id: string; rule: RuleNode } => ({
  id,
  rule: ruleOf(query),
})

/** By the definition, one rule after the other. */
function matchNaively(rules: ReadonlyMap<string, RuleNode>, document: MatchDocument): string[] {
  return [...rules].flatMap(([id, rule]) => (matchRule(rule, document) === true ? [id] : []))
}

describe('compiled rules', () => {
  test('agree with the naive matcher for any rules, documents and changes', () => {
    const change = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      rule: fc.option(matchableRule),
    })
    const property = fc.property(
      fc.array(matchableRule, { minLength: 1, maxLength: 8 }),
      fc.array(fc.tuple(change, anyDocument), { minLength: 1, maxLength: 6 }),
      (initial, steps) => {
        const rules = new Map(initial.map((rule, at) => [String(at), rule]))
        const compiled = compileRules([...rules].map(([id, rule]) => ({ id, rule })))
        for (const [{ id, rule }, document] of steps) {
          if (rule) {
            compiled.add({ id, rule })
            rules.set(id, rule)
          } else {
            expect(compiled.remove(id)).toBe(rules.delete(id))
          }
          expect(compiled.match(document).sort()).toEqual(matchNaively(rules, document).sort())
          expect(compiled.size).toBe(rules.size)
        }
      },
    )
    fc.assert(property, { numRuns: 1_500 })
  })

  test('name each matching rule once, however often its words stand there', () => {
    const compiled = compileRules([entry('1', 'cat OR dog OR #cat'), entry('2', '"cat dog"')])
    const document = documentWith({ text: 'cat dog cat dog #cat', hashtags: ['cat'] })
    expect(compiled.match(document).sort()).toEqual(['1', '2'])
  })

  test('forget a rule that was removed and follow one that was changed', () => {
    const compiled = compileRules([entry('1', 'cat'), entry('2', 'cat lang:en')])
    const document = documentWith({ text: 'cat' })
    expect(compiled.remove('1')).toBe(true)
    expect(compiled.remove('1')).toBe(false)
    expect(compiled.match(document)).toEqual(['2'])
    compiled.add(entry('2', 'dog'))
    expect(compiled.match(document)).toEqual([])
    expect(compiled.match(documentWith({ text: 'dog' }))).toEqual(['2'])
    expect(compiled.size).toBe(1)
  })

  test('do not take the end of one field and the start of the next for a phrase', () => {
    const compiled = compileRules([entry('1', '"big cat"')])
    expect(compiled.match(documentWith({ text: 'big', quotedText: 'cat' }))).toEqual([])
    expect(compiled.match(documentWith({ text: 'big', urls: ['cat'] }))).toEqual([])
    expect(compiled.match(documentWith({ text: 'a big cat' }))).toEqual(['1'])
  })

  test('are all asked when nothing in a rule can be looked up', () => {
    const compiled = compileRules([entry('1', 'cat -dog OR is:retweet'), entry('2', '-cat')])
    expect(compiled.match(documentWith({ text: 'bird' }))).toEqual(['2'])
    expect(compiled.match(documentWith({ text: 'cat', kind: 'repost' }))).toEqual(['1'])
  })
})
