import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { foldCase, tokenize } from './tokenize.ts'

// Thousands of random cases take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

describe('tokens', () => {
  test.each([
    ['I like coca-cola!', 'i like coca cola'],
    ['Check out gnip’s and gnip\'s "docs".', 'check out gnip s and gnip s docs'],
    ['#Coachella @gnip_team $TWTR', 'coachella gnip team $twtr'],
    ['https://en.wikipedia.org/wiki/Snow', 'https en wikipedia org wiki snow'],
    ['a_b/c;d=e|f~g^h`i{j}k¿l', 'a b c d e f g h i j k l'],
    ['cumpleaños diacrítica', 'cumpleaños diacrítica'],
    ['cafe\u0301 caf\u00e9', 'caf\u00e9 caf\u00e9'],
    ['5€ 3.5%', '5 3 5'],
    ['nʰk', 'n k'],
    ['猫が好き。猫、犬！　鳥', '猫が好き 猫 犬 鳥'],
    ['می\u200cخواهم', 'می خواهم'],
    ['नमस्ते दुनिया', 'नमस्ते दुनिया'],
    ['\u0301\u0301', ''],
    ['\ud800a\udc00', 'a'],
    ['', ''],
  ])('of %j are %j', (text, tokens) => {
    expect(tokenize(text).tokens.join(' ')).toBe(tokens)
  })

  test.each<[text: string, tokens: string[]]>([
    ['I love🍕so', ['i', 'love', '🍕', 'so']],
    ['😃😃', ['😃', '😃']],
    ['👍🏽', ['👍', '🏽']],
    ['❤️ ❤', ['❤', '❤']],
    ['👩‍🔬', ['👩', '🔬']],
    ['🇩🇪🇫🇷', ['🇩🇪', '🇫🇷']],
    ['Acme® one™', ['acme', 'one']],
    ['1️⃣', ['1']],
  ])('of the emoji in %s are %j', (text, tokens) => {
    expect(tokenize(text).tokens).toEqual(tokens)
  })

  test('carry their places in the text', () => {
    const text = '  Coca-Cola 👍🏽 x'
    const { starts, ends } = tokenize(text)
    expect(starts.map((start, at) => text.slice(start, ends[at]))).toEqual([
      'Coca',
      'Cola',
      '👍',
      '🏽',
      'x',
    ])
  })

  test('rise, do not overlap and fold to what stands at their places, in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { tokens, starts, ends } = tokenize(text)
        tokens.forEach((token, at) => {
          expect(foldCase(text.slice(starts[at], ends[at]))).toBe(token)
          expect(starts[at]).toBeGreaterThanOrEqual(ends[at - 1] ?? 0)
          expect(ends[at]).toBeGreaterThan(starts[at]!)
        })
      }),
    )
  })
})

describe('folding', () => {
  test.each([
    ['STRASSE', 'straße'],
    ['STRAẞE', 'straße'],
    ['ΟΔΟΣ', 'οδος'],
    ['Ǆ', 'ǅ'],
    ['ﬁn', 'FIN'],
    ['É', 'e\u0301'],
    ['МОСКВА', 'москва'],
    ['Μαΐου', 'Μαΐου'.toUpperCase()],
  ])('takes %s and %s for the same', (left, right) => {
    expect(foldCase(left)).toBe(foldCase(right))
  })

  test.each([
    ['diacrítica', 'diacritica'],
    ['ı', 'i'],
    ['o', 'ø'],
    ['が', 'か'],
  ])('tells %s from %s', (left, right) => {
    expect(foldCase(left)).not.toBe(foldCase(right))
  })

  test('changes nothing that is folded already', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldCase(foldCase(text))).toBe(foldCase(text))
      }),
      { numRuns: 1_000 },
    )
  })
})
