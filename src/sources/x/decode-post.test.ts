import { describe, expect, it } from 'vitest'
import type { Post } from '../../domain/post.ts'
import type { JsonRecord } from '../json.ts'
import { decodeXPost } from './decode-post.ts'
import {
  ORIGINAL_ID,
  originalPost,
  POST_ID,
  postMessage,
  RECEIVED_AT_MS,
  repostMessage,
  USERS,
} from './line-fixtures.ts'

function decode(message: JsonRecord): Post {
  const post = decodeXPost(
    message.data as JsonRecord,
    (message.includes ?? null) as JsonRecord | null,
    RECEIVED_AT_MS,
  )
  if (post === null) throw new Error('not decoded')
  return post
}

describe('a post of X', () => {
  it('is decoded whole', () => {
    expect(decode(postMessage())).toEqual({
      network: 'x',
      id: POST_ID,
      url: `https://x.com/ada_writes/status/${POST_ID}`,
      author: { id: USERS[0]!.id, handle: 'ada_writes', name: 'Ada ✍🏽' },
      text: 'A lighthouse at dawn 🌅 #Lighthouse',
      lang: 'en',
      kind: 'post',
      createdAtMs: Date.parse('2025-02-21T12:00:00.000Z'),
      hashtags: ['Lighthouse'],
      mentions: [],
      urls: [],
      media: [],
      refs: [],
      metrics: { reposts: 3, replies: 1, likes: 12, quotes: 2, bookmarks: 4, impressions: 310 },
      edited: null,
      withheld: null,
    })
  })

  it('is unescaped once: what was written as an escape stays one', () => {
    const text = 'a &lt;b&gt; &amp;&amp; c &amp;lt; &quot; &#39; &nbsp;'
    expect(decode(postMessage({ text })).text).toBe('a <b> && c &lt; &quot; &#39; &nbsp;')
  })

  it('of more than 280 characters carries the text and the entities of its note', () => {
    const note = {
      text: 'The whole story &amp; its end, far beyond 280 characters #Whole @Bo',
      entities: {
        hashtags: [{ start: 0, end: 6, tag: 'Whole' }],
        mentions: [{ start: 0, end: 3, username: 'Bo' }],
      },
    }
    const data = { text: 'The whole sto…', entities: { hashtags: [{ tag: 'Cut' }] } }
    for (const key of ['note_tweet', 'note_post']) {
      const post = decode(postMessage({ ...data, [key]: note }))
      expect(post.text).toBe('The whole story & its end, far beyond 280 characters #Whole @Bo')
      expect([post.hashtags, post.mentions]).toEqual([['Whole'], ['Bo']])
    }
  })

  it('takes its own entities when the note has none, and its own text when the note has no text', () => {
    const data = { text: 'short', entities: { hashtags: [{ tag: 'Own' }] } }
    expect(decode(postMessage({ ...data, note_tweet: { text: 'long' } }))).toMatchObject({
      text: 'long',
      hashtags: ['Own'],
    })
    const entities = { hashtags: [{ tag: 'Of the note' }] }
    expect(decode(postMessage({ ...data, note_tweet: { entities } }))).toMatchObject({
      text: 'short',
      hashtags: ['Own'],
    })
  })

  it('lists expanded addresses once: unwound before expanded before short', () => {
    const urls = [
      {
        url: 'https://t.co/1',
        expanded_url: 'https://a.example',
        unwound_url: 'https://b.example',
      },
      { url: 'https://t.co/2', expanded_url: 'https://c.example/?x=1&y=2' },
      { url: 'https://t.co/3' },
      { url: 'https://t.co/4', expanded_url: 'https://b.example' },
      { display_url: 'nothing.example' },
    ]
    expect(decode(postMessage({ entities: { urls } })).urls).toEqual([
      'https://b.example',
      'https://c.example/?x=1&y=2',
      'https://t.co/3',
    ])
  })

  it('is known by its own id when the user was not sent, and its address leads there all the same', () => {
    const post = decode(postMessage({}, { includes: { users: [USERS[1]] } }))
    expect(post.author).toEqual({ id: USERS[0]!.id, handle: null, name: null })
    expect(post.url).toBe(`https://x.com/i/web/status/${POST_ID}`)
    const odd = { users: [{ ...USERS[0], username: '../evil?x' }] }
    expect(decode(postMessage({}, { includes: odd })).url).toBe(
      `https://x.com/i/web/status/${POST_ID}`,
    )
  })

  it('has an empty author id when the stream was opened without it', () => {
    expect(decode({ data: { id: POST_ID, text: 'default fields only' } }).author).toEqual({
      id: '',
      handle: null,
      name: null,
    })
  })

  it('takes its time from its id when X sent none, and the time of receipt for ids older than that', () => {
    const id = String((BigInt(Date.parse('2024-06-01T10:20:30.456Z')) - 1_288_834_974_657n) << 22n)
    expect(decode({ data: { id, text: 't' } }).createdAtMs).toBe(
      Date.parse('2024-06-01T10:20:30.456Z'),
    )
    const unreadable = { id, text: 't', created_at: 'soon' }
    expect(decode({ data: unreadable }).createdAtMs).toBe(Date.parse('2024-06-01T10:20:30.456Z'))
    expect(decode({ data: { id: '20', text: 't' } }).createdAtMs).toBe(RECEIVED_AT_MS)
  })

  it('keeps the history of its edits, oldest first, and has none when it was never edited', () => {
    const history = ['1892999999999999990', POST_ID]
    expect(decode(postMessage({ edit_history_tweet_ids: history })).edited).toEqual({ history })
    expect(
      decode(postMessage({ edit_history_tweet_ids: undefined, edit_history_post_ids: history }))
        .edited,
    ).toEqual({ history })
    expect(decode(postMessage()).edited).toBeNull()
  })

  it('says why and where it is withheld, in the newer word for its scope', () => {
    const withheld = { copyright: true, country_codes: ['DE', 5, 'IN'], scope: 'tweet' }
    expect(decode(postMessage({ withheld })).withheld).toEqual({
      copyright: true,
      countryCodes: ['DE', 'IN'],
      scope: 'post',
    })
  })
})

describe('the kind of a post of X', () => {
  const refs = (...types: string[]) =>
    types.map((type, i) => ({ type, id: `189200000000000000${i}` }))

  it.each([
    [['retweeted'], 'repost'],
    [['reposted'], 'repost'],
    [['quoted'], 'quote'],
    [['replied_to'], 'reply'],
    [['replied_to', 'quoted'], 'quote'],
    [['quoted', 'replied_to'], 'quote'],
    [['something_new'], 'post'],
  ])('of %j is %s', (types, kind) => {
    for (const key of ['referenced_tweets', 'referenced_posts']) {
      expect(decode(postMessage({ [key]: refs(...types) })).kind).toBe(kind)
    }
  })

  it('does not hide that a quote is also a reply', () => {
    expect(decode(postMessage({ referenced_tweets: refs('replied_to', 'quoted') })).refs).toEqual([
      { type: 'replied_to', id: '1892000000000000000' },
      { type: 'quoted', id: '1892000000000000001' },
    ])
  })
})

describe('a repost of X', () => {
  it("carries the original's full text and entities", () => {
    const post = decode(repostMessage(originalPost()))
    expect(post).toMatchObject({
      kind: 'repost',
      author: { handle: 'ada_writes' },
      text: 'The harbour lights go on one by one, and then, if you are &quot;lucky&quot; & quiet, you hear it #Harbour https://t.co/abc',
      hashtags: ['Harbour'],
      mentions: [],
      urls: ['https://harbour.example/lights?a=1&b=2'],
      refs: [{ type: 'reposted', id: ORIGINAL_ID }],
    })
    expect(post.createdAtMs).toBe(Date.parse('2025-02-21T12:00:00.000Z'))
  })

  it("carries the original's note, and finds the original among posts too", () => {
    const original = originalPost({ note_post: { text: 'All of it', entities: {} } })
    const message = repostMessage(null, {
      referenced_tweets: undefined,
      referenced_posts: [{ type: 'reposted', id: ORIGINAL_ID }],
    })
    const post = decode({ ...message, includes: { users: USERS, posts: [original] } })
    expect([post.kind, post.text, post.hashtags]).toEqual(['repost', 'All of it', []])
  })

  it('loses only its prefix when X left the original out, and not the mentions behind it', () => {
    const entities = {
      mentions: [
        { start: 3, end: 6, username: 'bo' },
        { start: 40, end: 44, username: 'cy' },
      ],
    }
    const post = decode(repostMessage(null, { entities }))
    expect(post.text).toBe('The harbour lights go on one by one, and then, if you are…')
    expect(post.mentions).toEqual(['cy'])
  })

  it('keeps a text that only looks like a repost', () => {
    const text = 'RT @bo: as people wrote before there were reposts'
    expect(decode(postMessage({ text })).text).toBe(text)
    const quoted = repostMessage(originalPost({ text }))
    expect(decode(quoted).text).toBe(text)
  })

  it('that is withheld shows what X put in its place, not the original', () => {
    const withheld = { copyright: false, country_codes: ['XY'], scope: 'user' }
    const text = "@ada_writes's account has been withheld in XY in response to a legal demand."
    expect(decode(repostMessage(originalPost(), { text, withheld }))).toMatchObject({
      text,
      hashtags: [],
      withheld: { scope: 'user' },
    })
    expect(decode(repostMessage(originalPost({ withheld }))).withheld).toMatchObject({
      scope: 'user',
    })
  })
})

describe('media of a post of X', () => {
  const photo = {
    media_key: '3_1',
    type: 'photo',
    url: 'https://pbs.example/1.jpg',
    alt_text: 'A light',
    width: 1200,
    height: 800,
  }
  const video = { media_key: '7_2', type: 'video', preview_image_url: 'https://pbs.example/2.jpg' }

  it('are described by what X includes, and by their keys where it includes nothing', () => {
    const media_keys = ['3_1', '7_2', '16_3', '13_4', 'new_5', 9]
    const post = decode(
      postMessage({ attachments: { media_keys } }, { includes: { media: [video, photo] } }),
    )
    const missing = { url: null, altText: null, width: null, height: null }
    expect(post.media).toEqual([
      { type: 'photo', key: '3_1', url: photo.url, altText: 'A light', width: 1200, height: 800 },
      { ...missing, type: 'video', key: '7_2', url: video.preview_image_url },
      { ...missing, type: 'animated_gif', key: '16_3' },
      { ...missing, type: 'video', key: '13_4' },
      { ...missing, type: 'other', key: 'new_5' },
    ])
  })

  it("of a repost are the original's and its own, each once", () => {
    const original = originalPost({ attachments: { media_keys: ['7_2', '3_1'] } })
    const message = repostMessage(original, { attachments: { media_keys: ['3_1', '3_8'] } })
    expect(decode(message).media.map((media) => media.key)).toEqual(['7_2', '3_1', '3_8'])
  })
})

describe('INV-9 strange types in a post of X', () => {
  const STRANGE: readonly unknown[] = [
    null,
    true,
    0,
    -1,
    1e300,
    'x',
    '',
    [],
    [null],
    [1],
    ['x'],
    {},
    [{}],
    [[]],
  ]
  const OPTIONAL = [
    'author_id',
    'created_at',
    'lang',
    'entities',
    'attachments',
    'referenced_tweets',
    'referenced_posts',
    'public_metrics',
    'edit_history_tweet_ids',
    'note_tweet',
    'note_post',
    'withheld',
  ]

  it('in an optional field never throw and never lose the post', () => {
    for (const field of OPTIONAL) {
      for (const value of STRANGE) {
        const post = decode(postMessage({ [field]: value }))
        expect(post.id, `${field} ${JSON.stringify(value)}`).toBe(POST_ID)
        expect(typeof post.text).toBe('string')
        expect(Number.isSafeInteger(post.createdAtMs)).toBe(true)
      }
    }
  })

  it('inside lists and includes never throw and never lose the post', () => {
    for (const value of STRANGE) {
      const entities = {
        hashtags: value,
        mentions: [value],
        urls: [{ url: value, expanded_url: value }],
      }
      const refs = [value, { type: value, id: value }, { type: 'retweeted', id: ORIGINAL_ID }]
      const data = {
        entities,
        referenced_tweets: refs,
        attachments: { media_keys: [value, '3_1'] },
        public_metrics: { like_count: value, retweet_count: 2 },
      }
      for (const includes of [value, { users: value, tweets: value, media: value }]) {
        const post = decode(postMessage(data, { includes }))
        expect(post.kind).toBe('repost')
        expect(post.metrics.reposts).toBe(2)
      }
      const inside = {
        users: [value],
        tweets: [value, { id: ORIGINAL_ID, text: value }],
        media: [value],
      }
      expect(decode(postMessage(data, { includes: inside })).id).toBe(POST_ID)
    }
  })

  it('in id or text make it no post', () => {
    for (const value of [...STRANGE, undefined]) {
      if (value === 0) continue
      expect(
        decodeXPost({ id: value, text: 't' }, null, 0),
        `id ${JSON.stringify(value)}`,
      ).toBeNull()
    }
    for (const value of STRANGE.filter((strange) => typeof strange !== 'string')) {
      expect(decodeXPost({ id: POST_ID, text: value }, null, 0)).toBeNull()
    }
  })
})
