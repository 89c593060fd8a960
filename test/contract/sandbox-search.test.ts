import { describe, expect, test } from 'vitest'
import { startSandbox, type Json, type TestSandbox } from './sandbox-reader.ts'

const PATH = '/2/tweets/search/recent'
const DAY_MS = 86_400_000

interface Page {
  readonly data?: { id: string; text: string; referenced_tweets?: { type: string }[] }[]
  readonly includes?: { users?: { id: string }[] }
  readonly meta: {
    newest_id?: string
    oldest_id?: string
    result_count: number
    next_token?: string
  }
}

/** A sandbox that has produced posts, on a clock that the test sets. */
async function startWithPosts(
  posts: number,
): Promise<{ x: TestSandbox; clock: { ms: number; nowMs(): number } }> {
  const clock = { ms: Date.UTC(2026, 10, 23, 12), nowMs: () => clock.ms }
  const x = await startSandbox({ clock, rate: 1 })
  await x.control({ action: 'pause' })
  await x.addRules('coffee', 'jazz')
  for (let i = 0; i < posts; i++) {
    clock.ms += 1000
    await x.control({ action: 'emit', posts: 1 })
  }
  clock.ms += 30_000
  return { x, clock }
}

async function search(x: TestSandbox, parameters: Record<string, string>): Promise<Page> {
  const answer = await x.get(`${PATH}?${new URLSearchParams(parameters).toString()}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json as unknown as Page
}

async function messageOf(x: TestSandbox, parameters: Record<string, string>): Promise<string> {
  const answer = await x.get(`${PATH}?${new URLSearchParams(parameters).toString()}`)
  expect(answer.status).toBe(400)
  expect(answer.json['type']).toBe('https://api.x.com/2/problems/invalid-request')
  return (answer.json['errors'] as { message: string }[]).map(({ message }) => message).join('\n')
}

describe('recent search', () => {
  test('finds what was produced, newest first, page by page, each post once', async () => {
    const { x } = await startWithPosts(120)
    await using _ = x
    const ids: string[] = []
    let token: string | undefined
    let pages = 0
    do {
      const page = await search(x, {
        query: 'coffee',
        max_results: '10',
        ...(token !== undefined && { next_token: token }),
      })
      const found = page.data!.map(({ id }) => id)
      expect(page.meta).toMatchObject({
        newest_id: found[0],
        oldest_id: found.at(-1),
        result_count: found.length,
      })
      ids.push(...found)
      token = page.meta.next_token
      pages++
    } while (token !== undefined)
    expect(pages).toBeGreaterThan(2)
    expect(ids).toEqual(ids.toSorted((a, b) => (BigInt(a) < BigInt(b) ? 1 : -1)))
    expect(new Set(ids).size).toBe(ids.length)
    const all = await search(x, { query: 'coffee', max_results: '100' })
    expect(all.data!.map(({ id }) => id)).toEqual(ids.slice(0, 100))
  })

  test('the same post has the same text and author as on the stream', async () => {
    const { x, clock } = await startWithPosts(0)
    await using _ = x
    const reader = await x.openStream()
    await x.control({ action: 'emit', posts: 60 })
    const sent = new Map(
      (await reader.takePosts(60)).map(({ data }) => [(data as Json)['id'], data as Json]),
    )
    clock.ms += 60_000
    const page = await search(x, {
      query: 'coffee OR jazz',
      max_results: '100',
      'tweet.fields': 'created_at,entities,note_tweet,author_id',
      expansions: 'author_id',
    })
    expect(page.data!.length).toBeGreaterThan(20)
    for (const post of page.data!) expect(sent.get(post.id)).toMatchObject(post)
    const authors = (page.data as unknown as { author_id: string }[]).map((post) => post.author_id)
    const included = page.includes!.users!.map(({ id }) => id)
    expect(included.toSorted()).toEqual([...new Set(authors)].toSorted())
  })

  test('keywords find no reposts; a query for reposts alone does', async () => {
    const { x } = await startWithPosts(150)
    await using _ = x
    const fields = { 'tweet.fields': 'referenced_tweets', max_results: '100' }
    const isRepost = (post: NonNullable<Page['data']>[number]): boolean =>
      post.referenced_tweets?.some(({ type }) => type === 'retweeted') ?? false
    const words = await search(x, { ...fields, query: 'coffee OR jazz' })
    expect(words.data!.length).toBeGreaterThan(50)
    expect(words.data!.filter(isRepost)).toEqual([])
    expect((await search(x, { ...fields, query: 'coffee is:retweet' })).meta.result_count).toBe(0)
  })

  test('intervals: since_id and until_id exclusive, start_time inclusive, end_time exclusive', async () => {
    const { x } = await startWithPosts(80)
    await using _ = x
    const query = 'coffee OR jazz'
    const all = (await search(x, { query, max_results: '100' })).data!.map(({ id }) => id)
    const [newer, older] = [all[10]!, all[30]!]
    const ids = async (parameters: Record<string, string>): Promise<string[]> =>
      ((await search(x, { query, max_results: '100', ...parameters })).data ?? []).map(
        ({ id }) => id,
      )
    expect(await ids({ since_id: older, until_id: newer })).toEqual(all.slice(11, 30))
    const timeOf = (id: string): string =>
      new Date(Number((BigInt(id) >> 22n) + 1_288_834_974_657n)).toISOString()
    expect(await ids({ start_time: timeOf(older), end_time: timeOf(newer) })).toEqual(
      all.slice(11, 31),
    )
  })

  test('without an end nothing younger than 30 s is found, with one nothing younger than 10 s', async () => {
    const { x, clock } = await startWithPosts(10)
    await using _ = x
    clock.ms -= 5000
    const count = async (parameters: Record<string, string>): Promise<number> =>
      (await search(x, { query: 'coffee OR jazz -is:retweet', max_results: '100', ...parameters }))
        .meta.result_count
    const early = await count({})
    clock.ms += 5001
    const whole = await count({})
    expect(early).toBeLessThan(whole)
    clock.ms -= 15_000
    expect(await count({ end_time: new Date(clock.ms - 10_000).toISOString() })).toBe(whole)
    expect(
      await messageOf(x, { query: 'coffee', end_time: new Date(clock.ms - 9000).toISOString() }),
    ).toBe(
      `Invalid 'end_time':'${new Date(clock.ms - 9000).toISOString()}'. 'end_time' must be a minimum of 10 seconds prior to the request time.`,
    )
  })

  test('a since_id from before the window is refused with one that is not', async () => {
    const { x, clock } = await startWithPosts(1)
    await using _ = x
    const snowflake = (atMs: number): string => String((BigInt(atMs) - 1_288_834_974_657n) << 22n)
    const message = await messageOf(x, {
      query: 'coffee',
      since_id: snowflake(clock.ms - 8 * DAY_MS),
    })
    expect(message).toContain("'since_id' must be a tweet id created after 2026-11-16T12:00Z.")
    const larger = /larger than (\d+)$/.exec(message)![1]!
    expect(larger).toBe(snowflake(clock.ms - 7 * DAY_MS))
    await search(x, { query: 'coffee', since_id: larger })
    expect(
      await messageOf(x, {
        query: 'coffee',
        start_time: new Date(clock.ms - 8 * DAY_MS).toISOString(),
      }),
    ).toContain("'start_time' must be on or after")
  })

  test.each([
    [{}, 'The `query` query parameter can not be empty'],
    [
      { query: 'a' },
      'There were errors processing your request: Rules must contain at least one positive, non-stopword clause (at position 1)',
    ],
    [{ query: 'x'.repeat(513) }, 'at most 512'],
    [
      { query: 'coffee', max_results: '9' },
      'The `max_results` query parameter value [9] is not between 10 and 100',
    ],
    [{ query: 'coffee', max_results: '101' }, 'is not between 10 and 100'],
    [
      { query: 'coffee', next_token: 'abc' },
      'The `next_token` query parameter value [abc] is not valid',
    ],
    [{ query: 'coffee', since_id: 'x' }, 'The `since_id` query parameter value [x] does not match'],
    [{ query: 'coffee', colour: 'red' }, 'The query parameter [colour] is not one of'],
    [
      { query: 'coffee', since_id: '2100000000000000000', start_time: '2026-11-23T11:00Z' },
      'At most one of `since_id` and `start_time`',
    ],
  ])('%j is 400', async (parameters, message) => {
    const { x } = await startWithPosts(0)
    await using _ = x
    expect(await messageOf(x, parameters as Record<string, string>)).toContain(message)
  })

  test('posts are produced, and found, while nobody reads the stream', async () => {
    await using x = await startSandbox({ rate: 2000, searchDefaultEndAgeMs: 0 })
    await x.addRules('coffee')
    let found = 0
    while (found < 20)
      found = (await search(x, { query: 'coffee', max_results: '100' })).meta.result_count
    expect(x.sandbox.state().delivered).toBe(0)
  })
})
