import { expect, test } from 'vitest'
import type { Post } from '../domain/post.ts'
import { documentOfPost } from './document-of-post.ts'
import { matchRule } from './match-rule.ts'
import { parseRule } from './parse-rule.ts'
import type { Verdict } from './rule.ts'

const post: Post = {
  network: 'x',
  id: '9',
  url: 'https://x.com/ann/status/9',
  author: { id: '100', handle: 'ann', name: 'Ann' },
  text: 'Buying $BRK.A & more with @bob #Stocks https://t.co/a',
  lang: 'en',
  kind: 'quote',
  createdAtMs: 0,
  hashtags: ['Stocks'],
  mentions: ['bob'],
  urls: ['https://example.com/report'],
  media: [{ type: 'photo', key: '3_1', url: null, altText: null, width: null, height: null }],
  refs: [
    { type: 'replied_to', id: '7' },
    { type: 'quoted', id: '8' },
  ],
  metrics: {},
  edited: null,
  withheld: null,
}

const match = (query: string, quotedText: string | null = null): Verdict =>
  matchRule(parseRule(query).rule!, documentOfPost(post, quotedText))

test('what a post carries decides, what it does not carry stays open', () => {
  const decided = 'buying #stocks @bob $brk.a report from:ann lang:en is:reply is:quote has:images'
  expect(match(decided, '')).toBe(true)
  expect(match('in_reply_to_tweet_id:7 quotes_of_tweet_id:8 -is:retweet')).toBe(true)
  expect(match('to:bob')).toBeNull()
  expect(match('has:geo')).toBeNull()
  expect(match('conversation_id:7')).toBeNull()
})

test('the quoted text is looked at when it is given, and missed when it is not', () => {
  expect(match('inflation', 'about inflation')).toBe(true)
  expect(match('inflation', 'about weather')).toBe(false)
  expect(match('inflation')).toBeNull()
})

test('of a repost the original is known, its author is not', () => {
  const repost: Post = { ...post, kind: 'repost', refs: [{ type: 'reposted', id: '5' }] }
  const verdict = (query: string): Verdict =>
    matchRule(parseRule(query).rule!, documentOfPost(repost))
  expect(verdict('is:retweet retweets_of_tweet_id:5')).toBe(true)
  expect(verdict('retweets_of:bob')).toBeNull()
})
