import { describe, expect, test } from 'vitest'
import { checkRule } from '../../src/match/check-rule.ts'
import { matchRule } from '../../src/match/match-rule.ts'
import type { MatchDocument } from '../../src/match/rule.ts'
import { eventually, startSandbox, STREAM_PATH, TOKEN, type Json } from './sandbox-reader.ts'

const PROBLEMS = 'https://api.x.com/2/problems/'

describe('who may open the stream', () => {
  test.each([undefined, 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, `Bearer  ${TOKEN}`])(
    'authorization %s gets X’s 401',
    async (authorization) => {
      await using x = await startSandbox()
      const answer = await x.get(STREAM_PATH, { authorization: authorization ?? '' })
      expect(answer.status).toBe(401)
      expect(answer.json).toEqual({
        title: 'Unauthorized',
        type: 'about:blank',
        status: 401,
        detail: 'Unauthorized',
      })
      expect(answer.headers['content-type']).toBe('application/problem+json')
    },
  )

  test('a token is made from randomness when none is given', async () => {
    await using one = await startSandbox({ token: null })
    await using other = await startSandbox({ token: null })
    expect(one.sandbox.token).toMatch(/^[\w-]{32}$/)
    expect(one.sandbox.token).not.toBe(other.sandbox.token)
    const headers = { authorization: `Bearer ${one.sandbox.token}` }
    expect((await one.get('/2/usage/tweets', headers)).status).toBe(200)
    expect((await other.get('/2/usage/tweets', headers)).status).toBe(401)
  })

  test('without rules it is 409 RuleConfigurationIssue', async () => {
    await using x = await startSandbox()
    const answer = await x.get(STREAM_PATH)
    expect(answer.status).toBe(409)
    expect(answer.json).toMatchObject({
      title: 'ConnectionException',
      connection_issue: 'RuleConfigurationIssue',
      type: `${PROBLEMS}streaming-connection`,
    })
  })

  test('a second connection is 429 TooManyConnections with budget left, and the first lives on', async () => {
    await using x = await startSandbox()
    await x.addRules('coffee')
    const reader = await x.openStream()
    await reader.takePosts(1)
    const answer = await x.get(STREAM_PATH)
    expect(answer.status).toBe(429)
    expect(answer.json).toEqual({
      title: 'ConnectionException',
      detail: 'This stream is currently at the maximum allowed connection limit.',
      connection_issue: 'TooManyConnections',
      type: `${PROBLEMS}streaming-connection`,
    })
    expect(Number(answer.headers['x-rate-limit-remaining'])).toBe(48)
    const { length } = reader.posts
    await reader.takePosts(length + 1)
    expect(x.sandbox.state().connections).toEqual({ open: 1, maxOpen: 1, accepted: 1, refused: 1 })
    reader.close()
    await eventually(() => x.sandbox.state().connections.open === 0)
    const again = await x.openStream()
    await again.takePosts(1)
    expect(x.sandbox.state().connections.maxOpen).toBe(1)
  })

  test('50 connects in 15 minutes, then 429 with the time of the reset', async () => {
    await using x = await startSandbox({ rateLimits: { stream: 2 } })
    const first = await x.get(STREAM_PATH)
    expect(first.headers).toMatchObject({
      'x-rate-limit-limit': '2',
      'x-rate-limit-remaining': '1',
    })
    await x.get(STREAM_PATH)
    const refused = await x.get(STREAM_PATH)
    expect(refused.status).toBe(429)
    expect(refused.json).toEqual({
      title: 'Too Many Requests',
      type: 'about:blank',
      status: 429,
      detail: 'Too Many Requests',
    })
    expect(refused.headers['x-rate-limit-remaining']).toBe('0')
    const resetMs = Number(refused.headers['x-rate-limit-reset']) * 1000
    const dateMs = Date.parse(String(refused.headers['date']))
    expect(resetMs - dateMs).toBeGreaterThan(14 * 60_000)
    expect(resetMs - dateMs).toBeLessThanOrEqual(15 * 60_000 + 1000)
    await using y = await startSandbox()
    expect((await y.get(STREAM_PATH)).headers['x-rate-limit-limit']).toBe('50')
  })

  test('unknown parameters and values are 400 with X’s sentences', async () => {
    await using x = await startSandbox()
    await x.addRules('coffee')
    const answer = await x.get(`${STREAM_PATH}?tweet.fields=id,colour&foo=1&backfill_minutes=9`)
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject({
      title: 'Invalid Request',
      type: `${PROBLEMS}invalid-request`,
    })
    const messages = (answer.json['errors'] as { message: string }[]).map(({ message }) => message)
    expect(messages[0]).toContain('The query parameter [foo] is not one of [')
    expect(messages[1]).toContain(
      'The `tweet.fields` query parameter value [colour] is not one of [',
    )
    expect(messages[2]).toBe(
      'The `backfill_minutes` query parameter value [9] is not between 0 and 5',
    )
    expect(x.sandbox.state().connections.accepted).toBe(0)
  })

  test('unknown paths are 404, other methods 405 with what is allowed; every answer has Date and limits', async () => {
    await using x = await startSandbox()
    const missing = await x.get('/2/tweets/search/nothing')
    const other = await x.send('PUT', '/2/tweets/search/stream/rules')
    expect(missing.status).toBe(404)
    expect(other.status).toBe(405)
    expect(other.headers['allow']).toBe('GET, POST')
    for (const { headers } of [missing, other]) {
      expect(Math.abs(Date.parse(String(headers['date'])) - Date.now())).toBeLessThan(5000)
      expect(headers).toHaveProperty('x-rate-limit-limit')
      expect(headers).toHaveProperty('x-rate-limit-reset')
    }
  })
})

describe('what the stream sends', () => {
  test('headers come before the first post, lines end in CRLF, and each is JSON', async () => {
    await using x = await startSandbox()
    await x.control({ action: 'pause' })
    await x.addRules('coffee')
    const reader = await x.openStream()
    expect(reader.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(reader.headers['x-rate-limit-limit']).toBe('50')
    await x.control({ action: 'emit', posts: 50 })
    await reader.takePosts(50)
    const text = reader.bytes.toString('utf8')
    expect(text.endsWith('}\r\n')).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })

  test('a keep-alive is a bare CRLF, also when nothing matches', async () => {
    await using x = await startSandbox({ keepAliveMs: 20 })
    await x.addRules('entity:"Nobody At All"')
    const reader = await x.openStream()
    await reader.until(({ lines }) => lines.length >= 3)
    expect(reader.bytes.toString()).toMatch(/^(\r\n)+$/)
    expect(x.sandbox.state().produced).toBe(0)
  })

  test('by default a post is id, text and edit_history_tweet_ids, with matching_rules and nothing else', async () => {
    await using x = await startSandbox()
    const [id] = await x.addRules('coffee')
    const reader = await x.openStream('')
    await x.control({ action: 'emit', posts: 60 })
    for (const post of await reader.takePosts(60)) {
      expect(Object.keys(post).toSorted()).toEqual(['data', 'matching_rules'])
      expect(Object.keys(post['data'] as Json).toSorted()).toEqual([
        'edit_history_tweet_ids',
        'id',
        'text',
      ])
      expect(post['matching_rules']).toEqual([{ id, tag: 'tag coffee' }])
    }
  })

  test('only fields and includes that were asked for are sent', async () => {
    await using x = await startSandbox()
    await x.addRules('coffee', 'space')
    const reader = await x.openStream('tweet.fields=lang&expansions=author_id&user.fields=verified')
    await x.control({ action: 'emit', posts: 100 })
    const allowed = new Set(['id', 'text', 'edit_history_tweet_ids', 'lang', 'author_id'])
    for (const { data, includes } of await reader.takePosts(100)) {
      expect(Object.keys(data as Json).every((name) => allowed.has(name))).toBe(true)
      expect(Object.keys(includes as Json)).toEqual(['users'])
      const [author, ...others] = (includes as { users: Json[] }).users
      expect(others).toEqual([])
      expect(author!['id']).toBe((data as Json)['author_id'])
      expect(Object.keys(author!).toSorted()).toEqual(['id', 'name', 'username', 'verified'])
    }
  })

  test('post.fields is answered in the post vocabulary, tweet.fields in the old one', async () => {
    await using x = await startSandbox()
    await x.addRules('coffee')
    const read = async (query: string): Promise<string> => {
      const reader = await x.openStream(query)
      await x.control({ action: 'emit', posts: 400 })
      await reader.takePosts(400)
      reader.close()
      await eventually(() => x.sandbox.state().connections.open === 0)
      return reader.bytes.toString()
    }
    const tweets = await read(
      'tweet.fields=note_tweet,public_metrics,referenced_tweets,withheld&expansions=referenced_tweets.id',
    )
    const posts = await read(
      'post.fields=note_post,public_metrics,referenced_posts,withheld&expansions=referenced_posts,author_id&user.fields=public_metrics',
    )
    const oldWords = [
      '"edit_history_tweet_ids"',
      '"note_tweet"',
      '"retweet_count"',
      '"referenced_tweets"',
      '"tweets":[',
      '"scope":"tweet"',
    ]
    const newWords = [
      '"edit_history_post_ids"',
      '"note_post"',
      '"repost_count"',
      '"referenced_posts"',
      '"posts":[',
      '"scope":"post"',
    ]
    for (const word of oldWords) {
      expect(tweets).toContain(word)
      expect(posts).not.toContain(word)
    }
    for (const word of newWords) {
      expect(posts).toContain(word)
      expect(tweets).not.toContain(word)
    }
    expect(posts).toContain('"post_count"')
    expect(posts).not.toContain('"tweet_count"')
  })

  test('ids rise, carry their time, and created_at says the same', async () => {
    await using x = await startSandbox({ rate: 200 })
    await x.addRules('coffee')
    const reader = await x.openStream('tweet.fields=created_at')
    const posts = (await reader.takePosts(60)).map(
      ({ data }) => data as { id: string; created_at: string },
    )
    for (const [index, { id, created_at: createdAt }] of posts.entries()) {
      expect(Number((BigInt(id) >> 22n) + 1_288_834_974_657n)).toBe(Date.parse(createdAt))
      if (index > 0) expect(BigInt(id)).toBeGreaterThan(BigInt(posts[index - 1]!.id))
    }
    expect(Math.abs(Date.parse(posts[59]!.created_at) - Date.now())).toBeLessThan(5000)
  })

  test('every entity, of posts, notes and included posts, stands at its code points in the escaped text', async () => {
    await using x = await startSandbox()
    await x.addRules('coffee', '東京', 'قهوة', '"rain & wind" OR fog')
    const reader = await x.openStream()
    await x.control({ action: 'emit', posts: 2000 })
    const seen: Record<string, number> = {}
    const check = (text: string, entities: Record<string, Json[]> | undefined): void => {
      for (const [kind, list] of Object.entries(entities ?? {})) {
        for (const entity of list) {
          const at = Array.from(text)
            .slice(entity['start'] as number, entity['end'] as number)
            .join('')
          const sign = { hashtags: '#', mentions: '@', cashtags: '$', urls: '' }[kind]!
          expect(at).toBe(sign + String(entity['tag'] ?? entity['username'] ?? entity['url']))
          seen[kind] = (seen[kind] ?? 0) + 1
        }
      }
    }
    let notes = 0
    for (const { data, includes } of await reader.takePosts(2000)) {
      for (const post of [data as Json, ...((includes as { tweets?: Json[] }).tweets ?? [])]) {
        check(post['text'] as string, post['entities'] as Record<string, Json[]>)
        const note = post['note_tweet'] as
          | { text: string; entities?: Record<string, Json[]> }
          | undefined
        if (!note) continue
        notes++
        check(note.text, note.entities)
        expect(note.text.startsWith((post['text'] as string).replace(/…$/, ''))).toBe(true)
        expect(Array.from(post['text'] as string).length).toBeLessThanOrEqual(300)
      }
    }
    expect(notes).toBeGreaterThan(20)
    for (const kind of ['hashtags', 'mentions', 'urls']) expect(seen[kind]).toBeGreaterThan(100)
    expect(reader.bytes.toString()).toMatch(/&amp;/)
    expect(reader.bytes.toString()).toMatch(/&lt;|&gt;/)
  })

  test('references are whole: reposts begin with RT and have their original, what is gone is a partial error', async () => {
    await using x = await startSandbox()
    await x.addRules('coffee')
    const reader = await x.openStream()
    await x.control({ action: 'emit', posts: 1500 })
    const counts = { retweeted: 0, quoted: 0, replied_to: 0, gone: 0 }
    for (const line of await reader.takePosts(1500)) {
      const data = line['data'] as {
        text: string
        referenced_tweets?: { type: keyof typeof counts; id: string }[]
      }
      const includes = line['includes'] as {
        tweets?: { id: string; author_id: string; text: string }[]
        users: { id: string; username: string }[]
      }
      for (const { type, id } of data.referenced_tweets ?? []) {
        const original = includes.tweets?.find((tweet) => tweet.id === id)
        counts[type]++
        if (!original) {
          counts.gone++
          expect(line['errors']).toEqual([
            expect.objectContaining({
              resource_id: id,
              resource_type: 'tweet',
              title: 'Not Found Error',
              parameter: 'referenced_tweets.id',
            }),
          ])
          continue
        }
        const author = includes.users.find((user) => user.id === original.author_id)!
        if (type === 'retweeted') {
          const begin = data.text.replace(/…$/, '')
          expect(`RT @${author.username}: ${original.text}`.startsWith(begin)).toBe(true)
        }
        if (type === 'replied_to') expect(data.text.startsWith(`@${author.username} `)).toBe(true)
      }
    }
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(3)
  })

  test('a reader of the lines alone comes to the same matching rules', async () => {
    await using x = await startSandbox()
    const queries = [
      'coffee',
      'space OR moon',
      'jazz -is:retweet',
      '東京 lang:ja',
      'rain has:images',
      'has:links coffee',
      '#Weekend OR @quiet_otter',
    ]
    await x.addRules(...queries)
    const rules = queries.map((value) => ({
      value,
      rule: checkRule(value, { maxLength: 1024 }).rule!,
    }))
    const reader = await x.openStream()
    await x.control({ action: 'emit', posts: 1500 })
    for (const line of await reader.takePosts(1500)) {
      const document = documentOfLine(line)
      const named = (line['matching_rules'] as { tag: string }[]).map(({ tag }) =>
        tag.slice('tag '.length),
      )
      for (const { value, rule } of rules) {
        const verdict = matchRule(rule, document)
        if (verdict !== null) expect([value, named.includes(value)]).toEqual([value, verdict])
      }
      expect(named.length).toBeGreaterThan(0)
    }
  })
})

/** Written for this test alone, from what X documents of a line. */
function documentOfLine(line: Json): MatchDocument {
  interface Post {
    id: string
    text: string
    lang: string
    author_id: string
    conversation_id: string
    note_tweet?: { text: string; entities?: Entities }
    entities?: Entities
    attachments?: { media_keys?: string[] }
    referenced_tweets?: { type: string; id: string }[]
    geo?: unknown
  }
  interface Entities {
    hashtags?: { tag: string }[]
    cashtags?: { tag: string }[]
    mentions?: { username: string }[]
    urls?: { expanded_url: string }[]
  }
  const data = line['data'] as Post
  const includes = line['includes'] as {
    tweets?: Post[]
    users: { id: string; username: string }[]
    media?: { media_key: string; type: string }[]
  }
  const reference = (type: string) => data.referenced_tweets?.find((each) => each.type === type)
  const found = (id: string | undefined) => includes.tweets?.find((tweet) => tweet.id === id)
  const unescape = (text: string): string =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const textOf = (post: Post): string => unescape(post.note_tweet?.text ?? post.text)
  const repost = reference('retweeted')
  const quoted = reference('quoted')
  const reply = reference('replied_to')
  const words = (repost && found(repost.id)) ?? data
  const entities = words.note_tweet?.entities ?? words.entities ?? {}
  const keys = words.attachments?.media_keys ?? []
  const quotedPost = found(quoted?.id)
  const handleOf = (id: string): string | null =>
    includes.users.find((user) => user.id === id)?.username ?? null
  return {
    text: textOf(words),
    quotedText: quotedPost ? textOf(quotedPost) : null,
    urls: (entities.urls ?? []).map((url) => url.expanded_url),
    hashtags: (entities.hashtags ?? []).map(({ tag }) => tag),
    cashtags: (entities.cashtags ?? []).map(({ tag }) => tag),
    mentions: (entities.mentions ?? []).map(({ username }) => username),
    author: { id: data.author_id, handle: handleOf(data.author_id) },
    replyTo: null,
    repostOf: repost ? { id: null, handle: null, postId: repost.id } : null,
    replyToPostId: reply?.id ?? null,
    quoteOfPostId: quoted?.id ?? null,
    conversationId: data.conversation_id,
    lang: data.lang,
    kind: repost ? 'repost' : quoted ? 'quote' : reply ? 'reply' : 'post',
    mediaTypes: keys.flatMap(
      (key) => includes.media?.find((medium) => medium.media_key === key)?.type ?? [],
    ),
    hasGeo: data.geo !== undefined,
  }
}
