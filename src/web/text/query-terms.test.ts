import { expect, test } from 'vitest'
import { listQueryTerms } from './query-terms.ts'

test('words, phrases, hashtags, mentions and cashtags are terms', () => {
  expect(listQueryTerms('coffee "flat white" #espresso @barista $SBUX')).toEqual([
    'coffee',
    'flat white',
    '#espresso',
    '@barista',
    '$SBUX',
  ])
})

test('OR is no term, and a repeated word is one', () => {
  expect(listQueryTerms('tea OR Tea OR tea')).toEqual(['tea', 'Tea'])
})

test('operators with their arguments are left out, quoted arguments included', () => {
  expect(listQueryTerms('lang:en from:nasa url:"example.org/a b" is:retweet moon')).toEqual([
    'moon',
  ])
})

test('what is negated is left out: a word, a phrase, an operator', () => {
  expect(listQueryTerms('cat -dog -"big dog" -is:retweet')).toEqual(['cat'])
})

test('a negated group is left out whole, groups inside it included', () => {
  expect(listQueryTerms('cat -(dog OR (wolf fox)) bird')).toEqual(['cat', 'bird'])
})

test('words of a positive group are terms', () => {
  expect(listQueryTerms('(solar OR lunar) eclipse')).toEqual(['solar', 'lunar', 'eclipse'])
})

test('a proximity gives its words one by one', () => {
  expect(listQueryTerms('"climate policy"~4')).toEqual(['climate', 'policy'])
})

test('escaped quotes belong to the phrase', () => {
  expect(listQueryTerms(String.raw`"say \"hi\""`)).toEqual(['say "hi"'])
})

test.each(['"open', '(', ')', '-', '""', '((a', '- b', '"'])(
  'an unfinished query is read as far as it goes: %s',
  (query) => {
    expect(Array.isArray(listQueryTerms(query))).toBe(true)
  },
)

test('an unclosed phrase is still a term', () => {
  expect(listQueryTerms('"flat whi')).toEqual(['flat whi'])
})

test('words without spaces between scripts are kept whole', () => {
  expect(listQueryTerms('東京 OR 大阪')).toEqual(['東京', '大阪'])
})
