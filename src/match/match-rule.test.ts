import { describe, expect, test } from 'vitest'
import { matchRule } from './match-rule.ts'
import { parseRule } from './parse-rule.ts'
import type { MatchDocument, Verdict } from './rule.ts'
import { documentWith } from './test-document.ts'

function match(query: string, parts: Partial<MatchDocument>): Verdict {
  const { rule, problems } = parseRule(query)
  if (rule === null) throw new Error(problems.map((each) => each.message).join())
  return matchRule(rule, documentWith(parts))
}

describe('words', () => {
  test.each([
    ['gnip', 'I need to call gnip', true],
    ['gnip', "Check out gnip's documentation.", true],
    ['gnip', 'I love the @gnip blog.', true],
    ['gnip', 'Check out Gnip.', true],
    ['gnip', '#gniprocks', false],
    ['snow', 'please let it snow!', true],
    ['snow', 'it is finally snowing!', false],
    ['cola', 'I like coca-cola!', true],
    ['cola', 'I like cocacola!', false],
    ['diacrítica', 'diacrítica', true],
    ['diacrítica', 'diacritica', false],
    ['cumplean', 'cumpleaños', false],
    ['cat', 'CAT', true],
    ['CAT', 'Cat', true],
    ['cat', 'category', false],
    ['Coachella', 'see you at #coachella', true],
    ['straße', 'STRASSE', true],
    ['coca-cola', 'Coca Cola', true],
    ['coca-cola', 'cola coca', false],
    ["don't", 'I DON’T', true],
    ['😬', 'oh😬', true],
    ['👍', '👍🏽', true],
    ['"👍🏽"', '👍', false],
    ['"❤️"', '❤', true],
    ['twtr', '$TWTR', false],
    ['"coca cola"', 'a Coca-Cola, please', true],
    ['"coca cola"', 'coca and cola', false],
    ['"toys r us"', 'at Toys "R" Us', true],
    ['"#hashtag"', 'a hashtag', true],
    ['"#hashtag"', 'a #hashtag', false],
    ['"love snow"', '#love #snow', true],
    ['"#Love #Snow"', 'love snow', true],
    ['"$twtr"', 'twtr', true],
    ['"$twtr"', '$twtr', false],
    ['"for $100"', 'sold for $100.', true],
    ['"for $100"', 'sold for 100', false],
    ['"$TooLongToBeOne"', '$toolongtobeone', true],
  ])('%s in %j: %j', (query, text, verdict) => {
    expect(match(query, { text })).toBe(verdict)
  })

  test.each([
    ['snow', 'https://en.wikipedia.org/wiki/Snow', true],
    ['snow', 'http://www.snowdays.com/2015/01/how-to-get-more-snow-days/', true],
    ['"snow days"', 'http://www.snowdays.com/2015/01/how-to-get-more-snow-days/', true],
    ['snow', 'https://example.com/snowing', false],
  ])('%s in the address %s: %j', (query, url, verdict) => {
    expect(match(query, { urls: [url] })).toBe(verdict)
  })

  test('are found in the quoted text and in the names of those mentioned', () => {
    expect(match('snow', { text: 'look', quotedText: 'Snow!', kind: 'quote' })).toBe(true)
    expect(match('gnip', { text: 'of a repost', mentions: ['Gnip'], kind: 'repost' })).toBe(true)
  })

  test('of a phrase must stand in one field', () => {
    expect(match('"big cat"', { text: 'big', quotedText: 'cat' })).toBe(false)
  })

  test('of a script without spaces are found alone, and open inside a longer run', () => {
    expect(match('猫', { text: '黒い 猫 だ' })).toBe(true)
    expect(match('猫', { text: '猫が好き' })).toBeNull()
    expect(match('-猫 dog', { text: 'dog 猫が好き' })).toBeNull()
    expect(match('猫', { text: '犬が好き' })).toBe(false)
  })
})

describe('proximity', () => {
  test.each([
    ['"social media"~1', 'social media', true],
    ['"social media"~2', 'social and new media', true],
    ['"social media"~1', 'social and new media', false],
    ['"social media"~2', 'media social', true],
    ['"social media"~1', 'media social', false],
    ['"social media"~3', 'media is social', true],
    ['"social media"~3', 'media is not social', false],
    ['"snowy mountain resort"~6', 'a snowy day at the mountain, our resort', true],
    ['"snowy mountain resort"~2', 'a snowy day at the mountain, our resort', false],
    ['"new new york"~3', 'new york', false],
    ['"new new york"~3', 'new but new york', true],
    ['"social media"~6', 'social', false],
  ])('%s in %j: %j', (query, text, verdict) => {
    expect(match(query, { text })).toBe(verdict)
  })
})

describe('entities', () => {
  test.each<[query: string, parts: Partial<MatchDocument>, verdict: Verdict]>([
    ['#ThankU', { hashtags: ['thanku'] }, true],
    ['#thanku', { hashtags: ['thankunext'] }, false],
    ['#thanku', { text: 'thanku' }, false],
    ['#cumpleaños', { hashtags: ['cumpleanos'] }, false],
    ['#cat', { quotedText: 'my #Cat' }, true],
    ['@ANN', { mentions: ['ann'] }, true],
    ['@ann', { text: 'ann' }, false],
    ['@ann', { quotedText: 'hi @Ann' }, true],
    ['$twtr', { cashtags: ['TWTR'] }, true],
    ['$brk.a', { quotedText: 'up: $BRK.A' }, true],
    ['has:hashtags', { hashtags: ['a'] }, true],
    ['has:hashtags', { quotedText: '#a' }, true],
    ['has:hashtags', {}, false],
    ['has:mentions', { mentions: ['ann'] }, true],
    ['has:symbols', { cashtags: ['A'] }, true],
    ['has:links', { urls: ['https://example.com'] }, true],
    ['has:links', { text: 'see https://t.co/a' }, true],
    ['has:links', { mediaTypes: ['photo'] }, true],
    ['has:links', { text: 'see' }, false],
    ['has:media', { mediaTypes: ['animated_gif'] }, true],
    ['has:images', { mediaTypes: ['video'] }, false],
    ['has:videos', { mediaTypes: ['video'] }, true],
  ])('%s of %j: %j', (query, parts, verdict) => {
    expect(match(query, parts)).toBe(verdict)
  })
})

describe('links', () => {
  const urls = ['https://developer.twitter.com/en/docs#start']
  test.each([
    ['url:"https://developer.twitter.com"', true],
    ['url:twitter', true],
    ['url:"/docs"', true],
    ['url:"#start"', true],
    ['url:twit', false],
    ['url:"https://t.co"', true],
    ['url_contains:twit', true],
    ['url_contains:"TWITTER.com/EN"', true],
    ['url_contains:example', false],
  ])('%s: %j', (query, verdict) => {
    expect(match(query, { urls, text: 'see https://t.co/c0A36SWil4' })).toBe(verdict)
  })
})

test('a link that follows other writing without a space is still a link', () => {
  expect(match('url:"https://t.co"', { text: '見てhttps://t.co/abc' })).toBe(true)
  expect(match('url:"https://t.co"', { text: 'xhttps://t.co/abc' })).toBe(false)
})

describe('accounts and posts', () => {
  const reply: Partial<MatchDocument> = { kind: 'reply', replyToPostId: '5' }
  test.each<[query: string, parts: Partial<MatchDocument>, verdict: Verdict]>([
    ['from:Ann', {}, true],
    ['from:100', {}, true],
    ['from:bob', {}, false],
    ['from:100', { author: { id: '7', handle: null } }, null],
    ['from:ann', { author: { id: '7', handle: null } }, null],
    ['to:bob', {}, false],
    ['to:bob', reply, null],
    ['to:bob', { ...reply, replyTo: { id: '8', handle: 'Bob' } }, true],
    ['to:8', { ...reply, replyTo: { id: '8', handle: null } }, true],
    ['to:9', { ...reply, replyTo: { id: null, handle: 'bob' } }, null],
    ['to:carl', { ...reply, replyTo: { id: '8', handle: 'bob' } }, false],
    [
      'retweets_of:bob',
      { kind: 'repost', repostOf: { id: '8', handle: 'bob', postId: '1' } },
      true,
    ],
    [
      'retweets_of:bob',
      { kind: 'repost', repostOf: { id: null, handle: null, postId: '1' } },
      null,
    ],
    ['retweets_of:bob', { kind: 'quote' }, false],
    ['in_reply_to_tweet_id:5', reply, true],
    ['in_reply_to_status_id:6', reply, false],
    ['in_reply_to_tweet_id:5', { kind: 'reply' }, null],
    ['in_reply_to_tweet_id:5', {}, false],
    [
      'retweets_of_tweet_id:1',
      { kind: 'repost', repostOf: { id: null, handle: null, postId: '1' } },
      true,
    ],
    ['retweets_of_tweet_id:1', { kind: 'repost' }, null],
    ['quotes_of_tweet_id:3', { kind: 'quote', quoteOfPostId: '3' }, true],
    ['quotes_of_tweet_id:3', { kind: 'quote' }, null],
    ['conversation_id:4', { conversationId: '4' }, true],
    ['conversation_id:4', { conversationId: null }, null],
    ['is:retweet', { kind: 'repost' }, true],
    ['is:retweet', { kind: 'quote' }, false],
    ['is:reply', reply, true],
    ['is:reply', {}, false],
    ['is:reply', { kind: 'repost' }, null],
    ['is:quote', { kind: 'reply', quoteOfPostId: '3' }, true],
    ['is:quote', {}, false],
    ['-is:nullcast', {}, true],
    ['is:verified', {}, null],
  ])('%s of %j: %j', (query, parts, verdict) => {
    expect(match(query, parts)).toBe(verdict)
  })
})

describe('languages', () => {
  test.each<[query: string, lang: string | null, verdict: Verdict]>([
    ['lang:EN', 'en', true],
    ['lang:en', 'fr', false],
    ['lang:en', null, null],
    ['lang:und', 'und', true],
    ['lang:pt', 'pt-BR', true],
    ['lang:iw', 'he', true],
    ['lang:no', 'nb', true],
    ['lang:zh', 'zh-TW', true],
    ['lang:zh-CN', 'zh', null],
    ['lang:zh-CN', 'zh-Hans', true],
    ['lang:zh-CN', 'zh-TW', false],
  ])('%s of a post in %s: %j', (query, lang, verdict) => {
    expect(match(query, { lang })).toBe(verdict)
  })
})

describe('what a post cannot show', () => {
  const quote: Partial<MatchDocument> = { kind: 'quote', text: 'dog', quoteOfPostId: '3' }
  test.each(['cat', '"a cat"', '"a cat"~2', '#cat', '@cat', '$CAT', 'url:cat', 'has:media'])(
    '%s is open when the quoted post is missing',
    (query) => {
      expect(match(query, quote)).toBeNull()
      expect(match(`dog -${query}`, quote)).toBeNull()
    },
  )

  test('a word that is there is there, whatever is missing', () => {
    expect(match('dog', quote)).toBe(true)
    expect(match('-dog', quote)).toBe(false)
  })

  test.each([
    'bio:x',
    'bio_name:x',
    'context:1.2',
    'entity:x',
    'url_title:x',
    'source:x',
    'sample:10',
    'followers_count:5',
    'min_followers:5',
    'from_affiliate_of:x',
    'embedding:x',
    'list:1',
    'min_likes:3',
    'place:london',
    'point_radius:[1 1 1km]',
  ])('%s is open, and stays open when negated', (query) => {
    expect(match(query, {})).toBeNull()
    expect(match(`-${query}`, {})).toBeNull()
  })

  test('a place is never that of a repost, nor of a post known to have none', () => {
    expect(match('place_country:US', { kind: 'repost' })).toBe(false)
    expect(match('place_country:US', { hasGeo: false })).toBe(false)
    expect(match('has:geo', { hasGeo: true })).toBe(true)
    expect(match('has:geo', {})).toBeNull()
  })
})

describe('logic', () => {
  const parts = { text: 'yes', lang: 'en' }
  const operands = { yes: true, no: false, 'is:verified': null } as const
  const and = (left: Verdict, right: Verdict): Verdict =>
    left === false || right === false ? false : left === null || right === null ? null : true
  const or = (left: Verdict, right: Verdict): Verdict =>
    left === true || right === true ? true : left === null || right === null ? null : false
  const pairs = Object.entries(operands).flatMap(([left, a]) =>
    Object.entries(operands).map(([right, b]) => ({ left, right, a, b })),
  )
  test.each(pairs)('of $left and $right follows Kleene', ({ left, right, a, b }) => {
    expect(match(`${left} ${right}`, parts)).toBe(and(a, b))
    expect(match(`${left} OR ${right}`, parts)).toBe(or(a, b))
    expect(match(`-(${left} ${right})`, parts)).toBe(not(and(a, b)))
    expect(match(`-(${left} OR ${right})`, parts)).toBe(not(or(a, b)))
    expect(match(`${left} -${right}`, parts)).toBe(and(a, not(b)))
  })

  test('apple OR iphone ipad is apple OR (iphone ipad)', () => {
    for (const text of ['apple', 'iphone', 'iphone ipad', 'apple ipad', 'ipad']) {
      const verdict = match('apple OR (iphone ipad)', { text })
      expect(match('apple OR iphone ipad', { text })).toBe(verdict)
    }
    expect(match('apple OR iphone ipad', { text: 'apple' })).toBe(true)
  })
})

function not(verdict: Verdict): Verdict {
  return verdict === null ? null : !verdict
}
