import { expect, test } from 'vitest'
import { explainMatch } from './explain-match.ts'
import { parseRule } from './parse-rule.ts'
import type { MatchDocument } from './rule.ts'
import { documentWith } from './test-document.ts'

/** What would be highlighted, field by field. */
function highlights(query: string, parts: Partial<MatchDocument>): string[] {
  const document = documentWith(parts)
  return explainMatch(parseRule(query).rule!, document).map(
    ({ field, index, position, length }) => {
      const text = field === 'url' ? document.urls[index]! : document[field]!
      return `${field}: ${text.slice(position, position + length)}`
    },
  )
}

test('every place of every term that is asked for is given, in the order of the text', () => {
  expect(highlights('cat OR "big dog" OR bird', { text: 'Big-dog, 😬 cat and CAT' })).toEqual([
    'text: Big-dog',
    'text: cat',
    'text: CAT',
  ])
})

test('what is excluded is not given, nor what looks at no text', () => {
  const parts = { text: 'cat dog bird', lang: 'en' }
  expect(highlights('cat -dog -(bird) lang:en from:ann', parts)).toEqual(['text: cat'])
})

test('the quoted text and the addresses follow the text', () => {
  const parts = {
    text: 'a cat',
    quotedText: 'the cat',
    urls: ['https://a.example', 'https://example.com/Cat'],
  }
  expect(highlights('cat url_contains:EXAMPLE', parts)).toEqual([
    'text: cat',
    'quotedText: cat',
    'url: example',
    'url: example',
    'url: Cat',
  ])
  expect(highlights('url:"example.com"', parts)).toEqual(['url: example.com'])
})

test('entities are marked with their signs, and only as entities', () => {
  const parts = { text: 'cat #Cat @ann ann $TWTR TWTR', quotedText: '#cat' }
  expect(highlights('#cat @Ann $twtr', parts)).toEqual([
    'text: #Cat',
    'text: @ann',
    'text: $TWTR',
    'quotedText: #cat',
  ])
})

test('of a proximity term the words of one close place are marked', () => {
  expect(
    highlights('"social media"~2', { text: 'social a b c media, new social big media' }),
  ).toEqual(['text: social', 'text: media'])
  expect(highlights('"social media"~2', { text: 'social a b c media' })).toEqual([])
})

test('a word inside a run without spaces is shown, as X may have found it there', () => {
  expect(highlights('猫', { text: '黒猫と猫' })).toEqual(['text: 猫', 'text: 猫'])
})

test('each place names its term', () => {
  const hits = explainMatch(parseRule('cat dog').rule!, documentWith({ text: 'dog cat' }))
  expect(hits.map((hit) => hit.term.value)).toEqual(['dog', 'cat'])
})
