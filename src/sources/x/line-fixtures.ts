/** Stream lines for tests, hand-written after the public documentation: nobody's posts. */
import type { JsonRecord } from '../json.ts'

/** Small ids that a JavaScript number could hold would hide mistakes: these have 19 digits. */
export const POST_ID = '1893000000000000001'
export const ORIGINAL_ID = '1892000000000000007'
export const RECEIVED_AT_MS = Date.parse('2025-02-21T12:00:05.000Z')

export const USERS = [
  { id: '1400000000000000101', username: 'ada_writes', name: 'Ada ✍🏽' },
  { id: '1400000000000000202', username: 'bo', name: 'Bo & Co' },
]

const METRICS = {
  retweet_count: 3,
  reply_count: 1,
  like_count: 12,
  quote_count: 2,
  bookmark_count: 4,
  impression_count: 310,
}

/** A plain post in the tweet vocabulary; `data` and `rest` (includes, matching_rules, errors) replace or add. */
export function postMessage(data: JsonRecord = {}, rest: JsonRecord = {}): JsonRecord {
  return {
    data: {
      id: POST_ID,
      text: 'A lighthouse at dawn 🌅 #Lighthouse',
      author_id: USERS[0]!.id,
      created_at: '2025-02-21T12:00:00.000Z',
      conversation_id: POST_ID,
      edit_history_tweet_ids: [POST_ID],
      lang: 'en',
      possibly_sensitive: false,
      reply_settings: 'everyone',
      public_metrics: METRICS,
      entities: { hashtags: [{ start: 23, end: 34, tag: 'Lighthouse' }] },
      ...data,
    },
    includes: { users: USERS },
    matching_rules: [{ id: '1890000000000000009', tag: 'magpie:kw-1' }],
    ...rest,
  }
}

/** A repost in the tweet vocabulary, with its original unless `original` is null. */
export function repostMessage(original: JsonRecord | null, data: JsonRecord = {}): JsonRecord {
  return postMessage(
    {
      text: 'RT @bo: The harbour lights go on one by one, and then, if you are…',
      entities: { mentions: [{ start: 3, end: 6, username: 'bo', id: USERS[1]!.id }] },
      referenced_tweets: [{ type: 'retweeted', id: ORIGINAL_ID }],
      ...data,
    },
    { includes: { users: USERS, ...(original === null ? {} : { tweets: [original] }) } },
  )
}

export function originalPost(data: JsonRecord = {}): JsonRecord {
  return {
    id: ORIGINAL_ID,
    author_id: USERS[1]!.id,
    text: 'The harbour lights go on one by one, and then, if you are &quot;lucky&quot; &amp; quiet, you hear it #Harbour https://t.co/abc',
    created_at: '2025-02-20T08:30:00.000Z',
    lang: 'en',
    entities: {
      hashtags: [{ start: 90, end: 98, tag: 'Harbour' }],
      urls: [
        {
          start: 99,
          end: 115,
          url: 'https://t.co/abc',
          expanded_url: 'https://short.example/x',
          unwound_url: 'https://harbour.example/lights?a=1&b=2',
        },
      ],
    },
    ...data,
  }
}

/** Problem object of a line that announces the end of the stream. */
export const OPERATIONAL_DISCONNECT = {
  errors: [
    {
      title: 'operational-disconnect',
      disconnect_type: 'UpstreamOperationalDisconnect',
      detail: 'This stream has been disconnected upstream for operational reasons.',
      type: 'https://api.x.com/2/problems/operational-disconnect',
    },
  ],
}

export function lineOf(message: unknown): Buffer {
  return Buffer.from(JSON.stringify(message))
}

export function wireOf(...messages: readonly unknown[]): Buffer {
  return Buffer.concat(messages.flatMap((message) => [lineOf(message), Buffer.from('\r\n')]))
}
