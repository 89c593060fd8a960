import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { matchRule } from './match-rule.ts'
import { MAX_NESTING, parseRule } from './parse-rule.ts'
import { printRule } from './print-rule.ts'
import type { RuleNode } from './rule.ts'
import { anyDocument, matchableRule, printableRule } from './rule-arbitraries.ts'

// Thousands of random cases take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

/** Errors, if any, make a failing property readable. */
function reparse(rule: RuleNode): { rule: RuleNode | null; problems: unknown } {
  const { rule: found, problems } = parseRule(printRule(rule))
  return {
    rule: found && withoutPlaces(found),
    problems: problems.filter((each) => each.severity === 'error'),
  }
}

function withoutPlaces(node: RuleNode): RuleNode {
  const place = { position: 0, length: 0 }
  if (node.kind === 'term') return { ...node, ...place }
  return { ...node, children: node.children.map(withoutPlaces), ...place }
}

describe('printing a rule', () => {
  test('gives text that parses to the same tree', () => {
    fc.assert(
      fc.property(printableRule, (rule) => {
        expect(reparse(rule)).toEqual({ rule, problems: [] })
      }),
      { numRuns: 1_000 },
    )
  })

  test('gives text that matches the same documents', () => {
    fc.assert(
      fc.property(matchableRule, anyDocument, (rule, document) => {
        expect(matchRule(parseRule(printRule(rule)).rule!, document)).toBe(
          matchRule(rule, document),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    ['  apple   OR  iphone ipad ', 'apple OR iphone ipad'],
    ['((apple)) OR (iphone ipad)', 'apple OR iphone ipad'],
    ['(apple OR iphone) ipad', '(apple OR iphone) ipad'],
    ['cat -(dog OR bird)', 'cat -(dog OR bird)'],
    ['cat --dog', 'cat -dog'],
    ['FROM:"XDevelopers" Has:Videos', 'from:XDevelopers has:video_link'],
    ['retweets_of_user:x statuses_count:1..5', 'retweets_of:x tweets_count:1..5'],
    ['url:"https://developer.x.com"', 'url:"https://developer.x.com"'],
    ['"Toys \\"R\\" Us"', '"Toys \\"R\\" Us"'],
    ['"social media" ~5'.replace(' ~', '~'), '"social media"~5'],
    ['point_radius:[ 2.35  48.86 16km ]', 'point_radius:[2.35 48.86 16km]'],
  ])('writes %s as %s', (query, canonical) => {
    expect(printRule(parseRule(query).rule!)).toBe(canonical)
  })
})

describe('parsing', () => {
  test('never throws and keeps every place inside the query, whatever it is given', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '-',
      '"',
      '\\',
      ' OR ',
      ' ',
      'from:',
      'is:',
      '[',
      ']',
      '~5',
      '#',
      '$',
      '@',
      ':',
      'a',
    )
    const query = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.array(pieces, { maxLength: 60 }).map((each) => each.join('')),
    )
    fc.assert(
      fc.property(query, (text) => {
        const { rule, problems } = parseRule(text)
        expect(rule !== null || problems.some((each) => each.severity === 'error')).toBe(true)
        for (const { position, length } of problems) {
          expect(position).toBeGreaterThanOrEqual(0)
          expect(position + length).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 1_500 },
    )
  })

  test('refuses groups nested deeper than the limit and takes those at the limit', () => {
    const nested = (depth: number): string => `${'(a '.repeat(depth)}b${')'.repeat(depth)}`
    expect(parseRule(nested(MAX_NESTING)).problems).toEqual([])
    expect(parseRule(nested(MAX_NESTING + 1)).problems).toMatchObject([
      { message: `Groups are nested more than ${MAX_NESTING} deep`, position: MAX_NESTING * 3 },
    ])
    expect(parseRule('('.repeat(200_000)).rule).toBeNull()
  })

  test('says where each term and group stands', () => {
    const rule = parseRule(' -cat (dog OR "a b"~2) ').rule
    expect(rule).toMatchObject({
      kind: 'and',
      position: 1,
      length: 21,
      children: [
        { operator: 'keyword', value: 'cat', negated: true, position: 1, length: 4 },
        {
          kind: 'or',
          position: 6,
          length: 16,
          children: [
            { value: 'dog', position: 7, length: 3 },
            { operator: 'proximity', value: 'a b', distance: 2, position: 14, length: 7 },
          ],
        },
      ],
    })
  })

  test('lets AND bind tighter than OR', () => {
    const grouped = parseRule('apple OR (iphone ipad)').rule!
    const bare = parseRule('apple OR iphone ipad').rule!
    expect(withoutPlaces(bare)).toEqual(withoutPlaces(grouped))
  })

  test('needs no white space beside quotes and parentheses', () => {
    expect(printRule(parseRule('cat"big dog"(a OR b)c').rule!)).toBe('cat "big dog" (a OR b) c')
  })
})
