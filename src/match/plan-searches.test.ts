import { describe, expect, test } from 'vitest'
import { assignFound } from './assign-found.ts'
import { checkRule } from './check-rule.ts'
import { planSearches, queryOf } from './plan-searches.ts'
import { documentWith } from './test-document.ts'

const LIMIT = { maxLength: 512 }
const targets = (...queries: string[]) => queries.map((query, i) => ({ id: String(i), query }))
const plan = (...queries: string[]) => planSearches(targets(...queries), LIMIT)
const textsOf = (...queries: string[]): string[] => plan(...queries).searches.map(queryOf)

describe('what to search for', () => {
  test('rules are united by OR, each in its own parentheses', () => {
    expect(textsOf('coffee', 'tea OR milk -oat')).toEqual(['(coffee) OR (tea OR milk -oat)'])
    expect(textsOf('coffee lang:en')).toEqual(['coffee lang:en'])
    expect(textsOf()).toEqual([])
  })

  test('no query is longer than the limit, every rule is in one, and each is a rule of its own right', () => {
    const queries = Array.from({ length: 60 }, (_, i) => `"word number ${i}" -is:retweet 東京`)
    const { searches, leftOut } = planSearches(targets(...queries), LIMIT)
    expect(leftOut).toEqual([])
    expect(searches.flat().map(({ id }) => Number(id))).toEqual(queries.map((_, i) => i))
    for (const search of searches) {
      const { problems, length } = checkRule(queryOf(search), LIMIT)
      expect(length).toBeLessThanOrEqual(512)
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    }
  })

  test('a rule longer than the limit is split at its alternatives, or left out when it has none', () => {
    const long = Array.from({ length: 40 }, (_, i) => `alternative${i} lang:en`)
    const { searches, leftOut } = plan(long.join(' OR '), long.join(' '))
    expect(searches.flat().map(({ query }) => query)).toEqual(long)
    expect(leftOut).toEqual([
      { id: '1', reason: 'the query does not fit in the 512 characters of a search' },
    ])
  })

  test('what search lacks and the matcher decides is asked for more widely', () => {
    expect(textsOf('"social media"~3')).toEqual(['"social" "media"'])
    expect(textsOf('photo url_contains:pics -"a b"~2')).toEqual(['photo'])
    const [search] = plan('"social media"~1').searches
    expect(assignFound(search!, documentWith({ text: 'social big media' }))).toEqual(['0'])
    expect(assignFound(search!, documentWith({ text: 'social a b c d media' }))).toEqual([])
  })

  test.each([
    ['coffee sample:10', "X's search has no sample:"],
    ['coffee -bio:barista', "X's search has no bio:"],
    ['coffee -(tea OR "a b"~2)', "X's search has no proximity"],
    ['url_contains:pics', "nothing of the query is left that X's search has"],
    ['coffee OR url_contains:pics', "nothing of the query is left that X's search has"],
  ])('%s is left out, with the reason', (query, reason) => {
    expect(plan(query)).toEqual({ searches: [], leftOut: [{ id: '0', reason }] })
  })

  test('what a post does not tell is asked for alone, and search is taken at its word', () => {
    const { searches } = plan('coffee', 'coffee has:geo', 'tea')
    expect(searches.map(queryOf)).toEqual(['coffee has:geo', '(coffee) OR (tea)'])
    expect(assignFound(searches[0]!, documentWith({ text: 'coffee', hasGeo: null }))).toEqual(['1'])
  })
})

describe('whose post was found', () => {
  test('of every rule that holds, and of no other', () => {
    const [search] = plan('coffee', 'coffee milk', 'tea').searches
    expect(assignFound(search!, documentWith({ text: 'coffee with milk' })).toSorted()).toEqual([
      '0',
      '1',
    ])
    // Search folds diacritics, the stream does not.
    expect(assignFound(plan('cafe').searches[0]!, documentWith({ text: 'café' }))).toEqual([])
  })

  test('of the quoted text too', () => {
    const [search] = plan('coffee', 'tea').searches
    const document = documentWith({
      text: 'look at this: tea',
      quotedText: 'coffee',
      kind: 'quote',
      quoteOfPostId: '1',
    })
    expect(assignFound(search!, document).toSorted()).toEqual(['0', '1'])
  })
})
