import { describe, expect, test } from 'vitest'
import {
  extractCashtags,
  extractHashtags,
  extractLinks,
  extractMentions,
  type Entity,
} from './extract-entities.ts'

const valuesOf = (entities: readonly Entity[]): string[] => entities.map((each) => each.value)

describe('cashtags', () => {
  test.each<[text: string, cashtags: string[]]>([
    ['buy $ABC and $Stock   $symbol', ['ABC', 'Stock', 'symbol']],
    ['$BRK.A $brk.ab $ABC_X $symbol_ab', ['BRK.A', 'brk.ab', 'ABC_X', 'symbol_ab']],
    ['$123 $abc123 $AB12CD', []],
    ['$ $. $- $@ $! $() $+', []],
    ['$ABC. $DEF_ ($GHI)', ['ABC', 'DEF']],
    ['$OK$NO$BAD word$NO .$NO $$NO', ['OK']],
    ['$TooLongToBeOne $株', []],
  ])('of %j are %j', (text, cashtags) => {
    expect(valuesOf(extractCashtags(text))).toEqual(cashtags)
  })
})

describe('hashtags', () => {
  test.each<[text: string, hashtags: string[]]>([
    ['#cat and #Dog_2, (#bird)', ['cat', 'Dog_2', 'bird']],
    ['＃全角 #日本語です #ñandú #हिन्दी', ['全角', '日本語です', 'ñandú', 'हिन्दी']],
    ['#2016 #2016election #1', ['2016election']],
    ['a#b #c#d &#e', []],
    ['❤️#heart .#dot', ['heart', 'dot']],
    ['https://example.com/#part #real', ['real']],
    ['#️⃣ #', []],
  ])('of %j are %j', (text, hashtags) => {
    expect(valuesOf(extractHashtags(text))).toEqual(hashtags)
  })
})

describe('mentions', () => {
  test.each<[text: string, mentions: string[]]>([
    ['@ann hi .@bob, (@carl_9) RT@dora', ['ann', 'bob', 'carl_9', 'dora']],
    ['mail me@example.com @@no @name@host', []],
    ['https://example.com/@ann ＠full', ['full']],
  ])('of %j are %j', (text, mentions) => {
    expect(valuesOf(extractMentions(text))).toEqual(mentions)
  })
})

test('every entity says where it stands, its sign included', () => {
  const text = '😬 $ABC #cat @ann https://t.co/x'
  const places = [extractCashtags, extractHashtags, extractMentions, extractLinks].flatMap(
    (extract) => extract(text),
  )
  expect(places.map(({ position, length }) => text.slice(position, position + length))).toEqual([
    '$ABC',
    '#cat',
    '@ann',
    'https://t.co/x',
  ])
})
