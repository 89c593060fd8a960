import { describe, expect, test } from 'vitest'
import { parseRule } from '../../match/parse-rule.ts'
import { createRandom } from '../random.ts'
import { createWish, rangeOf, type Wish } from './rule-wish.ts'

const wish = (query: string, seed = 1): Wish =>
  createWish(parseRule(query).rule!, createRandom(seed))
const words = (query: string, seed = 1): string[] =>
  wish(query, seed).words.map(({ value }) => value)

describe('a way to satisfy a rule', () => {
  test('has every word of an AND, one of an OR, over time each of them', () => {
    expect(words('one "two three" #four')).toEqual(['one', 'two three', 'four'])
    const seen = new Set(
      Array.from({ length: 60 }, (_, seed) => words('a (b OR c OR d)', seed).join(' ')),
    )
    expect([...seen].toSorted()).toEqual(['a b', 'a c', 'a d'])
  })

  test('leaves out what is negated: all of a negated OR, one part of a negated AND', () => {
    expect(wish('a -is:retweet -has:links')).toMatchObject({
      excludedKinds: new Set(['repost']),
      excludedFeatures: new Set(['links', 'media']),
    })
    expect(words('a -(b OR c)')).toEqual(['a'])
    const excluded = (seed: number): string[] => [
      ...wish('a -(has:images has:hashtags)', seed).excludedFeatures,
    ]
    const seen = new Set(Array.from({ length: 40 }, (_, seed) => excluded(seed).join(',')))
    expect([...seen].toSorted()).toEqual(['hashtags', 'images'])
  })

  test('knows which kind an operator asks for', () => {
    expect([...wish('retweets_of:a').kinds]).toEqual(['repost'])
    expect([...wish('to:a').kinds]).toEqual(['reply'])
    expect([...wish('a is:quote').kinds]).toEqual(['quote'])
    expect(wish('a lang:de from:b').values).toEqual(
      new Map([
        ['lang', 'de'],
        ['from', 'b'],
      ]),
    )
  })

  test('ranges are "at least" or both ends', () => {
    expect(rangeOf('100')).toEqual({ min: 100, max: Number.POSITIVE_INFINITY })
    expect(rangeOf('10..20')).toEqual({ min: 10, max: 20 })
  })
})
