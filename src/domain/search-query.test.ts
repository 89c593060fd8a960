import { describe, expect, test } from 'vitest'

import { matchesSearch, parseSearchQuery } from './search-query.ts'
import { searchTokens } from './search-text.ts'

/** `+a b`, `-a b`, with `*` at the end of a prefix. */
function shown(q: string): string[] {
  return parseSearchQuery(q).terms.map(
    ({ tokens, isNegated, isPrefix }) =>
      `${isNegated ? '-' : '+'}${tokens.join(' ')}${isPrefix ? '*' : ''}`,
  )
}

describe('search queries', () => {
  const CASES: [string, string[]][] = [
    ['', []],
    ['cat dog', ['+cat', '+dog']],
    ['cat -dog', ['+cat', '-dog']],
    ['"hot dog" -"cold cat"', ['+hot dog', '-cold cat']],
    ['"hot dog', ['+hot dog']],
    ['hot"dog"', ['+hot', '+dog']],
    ['rock-and-roll', ['+rock and roll']],
    ['--cat', ['-cat']],
    ['- cat', ['+cat']],
    ['cat* "cat*"', ['+cat*', '+cat']],
    ['東京都 東 "東 京"', ['+東京 京都', '+東*', '+東 京*']],
    ['東京tower', ['+東京 京 tower']],
    ['tower東京', ['+tower 東京']],
    ['!!! "" - * -"', []],
  ]

  test.each(CASES)('%j', (q, terms) => {
    expect(shown(q)).toEqual(terms)
  })

  const finds = (q: string, text: string): boolean =>
    matchesSearch(parseSearchQuery(q), searchTokens(text))

  test('all words must be there, in any order; a phrase in its order', () => {
    expect(finds('dog hot', 'a hot dog')).toBe(true)
    expect(finds('"dog hot"', 'a hot dog')).toBe(false)
    expect(finds('dog cat', 'a hot dog')).toBe(false)
    expect(finds('"hot dog"', 'hot hot dog')).toBe(true)
  })

  test('what has a minus must not be there', () => {
    expect(finds('hot -dog', 'a hot dog')).toBe(false)
    expect(finds('-dog', 'a hot cat')).toBe(true)
    expect(finds('-"dog hot"', 'a hot dog')).toBe(true)
  })

  test('a query with nothing to look for finds nothing', () => {
    expect(finds('', 'anything')).toBe(false)
    expect(finds('?!', '?!')).toBe(false)
  })

  test('any part of an unspaced run is found, and across the end of one', () => {
    for (const q of ['東', '京', '都', '東京', '京都', '東京都']) {
      expect(finds(q, '東京都 tower'), q).toBe(true)
    }
    expect(finds('"東京 tower"', '東京都 tower')).toBe(false)
    expect(finds('"都 tower"', '東京都 tower')).toBe(true)
    expect(finds('"tower 東"', 'tower 東京')).toBe(true)
    expect(finds('東都', '東京都')).toBe(false)
  })
})
