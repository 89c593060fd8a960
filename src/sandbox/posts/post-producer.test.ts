import { describe, expect, test } from 'vitest'
import { checkRule } from '../../match/check-rule.ts'
import { decideRule } from '../rules/decide-rule.ts'
import { RuleBook } from '../rules/rule-book.ts'
import { createSandboxTime, createSettings } from '../settings.ts'
import { createSnowflakes } from '../snowflake.ts'
import { documentOfContent } from './document-of-content.ts'
import { PostHistory } from './post-history.ts'
import { PostProducer } from './post-producer.ts'
import { quoteOf, repostOf, replyOf, type PostContent } from './post-content.ts'
import type { ProducedPost } from './produced-post.ts'
import { plainText } from './rich-text.ts'

const START_MS = Date.UTC(2026, 10, 23, 12)

function createProducer(
  queries: readonly string[],
  options: { seed?: number; rate?: number } = {},
) {
  const { seed = 1, rate = 20 } = options
  const clock = { ms: START_MS, nowMs: () => clock.ms }
  const settings = createSettings({ port: 0, rate, seed, token: null, replayFile: null })
  const time = createSandboxTime(clock, settings)
  const ids = createSnowflakes()
  const rules = new RuleBook(settings, time, ids)
  const add = (query: string): void => {
    const check = checkRule(query, { maxLength: 1024 })
    if (!check.valid) throw new Error(`${query}: ${JSON.stringify(check.problems)}`)
    rules.add(rules.draft(query, `tag of ${query}`, check.rule!))
  }
  for (const query of queries) add(query)
  const history = new PostHistory()
  const producer = new PostProducer({ seed, settings, rules, ids, history })
  const take = (count: number): ProducedPost[] =>
    Array.from({ length: count }, () => {
      clock.ms += 50
      return producer.next(clock.ms)
    }).filter((post) => post !== null)
  return { producer, rules, history, clock, settings, take, add }
}

const contentOf = (post: ProducedPost): PostContent => post.rendered.composed.content
const tagsOf = (post: ProducedPost): string[] =>
  post.rendered.composed.matchingRules.map(({ tag }) => tag.replace('tag of ', ''))

/** What is the same in two runs at different times: no ids, no times. */
function wordsOf(post: ProducedPost): unknown {
  const content = contentOf(post)
  return {
    author: content.author,
    text: plainText(content.segments),
    lang: content.lang,
    references: content.references.map(({ type, post: other }) => [
      type,
      other && plainText(other.segments),
    ]),
    tags: tagsOf(post),
  }
}

describe('made-up posts', () => {
  const QUERIES = ['coffee', 'space OR moon', 'jazz -is:retweet', '東京 lang:ja', 'rain has:images']

  test('the same seed and rules give the same sequence, another seed another one', () => {
    const words = (seed: number): unknown[] =>
      createProducer(QUERIES, { seed }).take(400).map(wordsOf)
    expect(words(1)).toEqual(words(1))
    expect(words(1)).not.toEqual(words(2))
  })

  test('asking before there is a rule changes nothing of the sequence', () => {
    const patient = createProducer([])
    const prompt = createProducer([])
    patient.take(100)
    for (const each of [patient, prompt]) each.add('coffee')
    expect(patient.take(100).map(wordsOf)).toEqual(prompt.take(100).map(wordsOf))
  })

  test('ids rise strictly', () => {
    const ids = createProducer(QUERIES)
      .take(500)
      .map(({ id }) => BigInt(id))
    expect(ids.every((id, index) => index === 0 || id > ids[index - 1]!)).toBe(true)
  })

  test('without a rule there is no post; with the last rule gone there is none again', () => {
    const { rules, take, add } = createProducer([])
    expect(take(3)).toEqual([])
    add('coffee')
    expect(take(3)).toHaveLength(3)
    for (const rule of rules.list()) rules.delete(rule)
    expect(take(3)).toEqual([])
  })

  test('every rule gets its share, and some posts belong to several', () => {
    const posts = createProducer([...QUERIES, 'coffee OR tea', 'lang:en coffee']).take(2000)
    const counts = new Map<string, number>()
    for (const tag of posts.flatMap(tagsOf)) counts.set(tag, (counts.get(tag) ?? 0) + 1)
    expect([...counts.keys()].toSorted()).toEqual(
      [...QUERIES, 'coffee OR tea', 'lang:en coffee'].toSorted(),
    )
    expect(Math.min(...counts.values())).toBeGreaterThan(2000 / 7 / 2.5)
    expect(posts.filter((post) => tagsOf(post).length > 1).length).toBeGreaterThan(100)
  })

  test('matching_rules names exactly the rules that match', () => {
    const { rules, take } = createProducer([
      ...QUERIES,
      'is:reply lang:en coffee',
      'has:links moon',
      '"quiet evening"',
    ])
    for (const post of take(600)) {
      const content = contentOf(post)
      const document = documentOfContent(content)
      const expected = rules.list().filter(({ rule }) => decideRule(rule, document, content))
      expect(tagsOf(post)).toEqual(expected.map(({ value }) => value))
      expect(expected.length).toBeGreaterThan(0)
    }
  })

  test('of everything X delivers there is something', () => {
    const contents = createProducer(['coffee', 'space']).take(4000).map(contentOf)
    const some = (what: string, holds: (content: PostContent) => boolean): void => {
      expect(contents.filter(holds).length, what).toBeGreaterThan(5)
    }
    some('reposts', (content) => repostOf(content) !== null)
    some('quotes', (content) => quoteOf(content) !== null)
    some('replies', (content) => replyOf(content) !== null && content.inReplyTo !== null)
    some('references that are gone', (content) =>
      content.references.some(({ post }) => post === null),
    )
    some('long posts', (content) => plainText(content.segments).length > 280)
    some('polls', (content) => content.poll !== null)
    for (const type of ['photo', 'video', 'animated_gif']) {
      some(type, (content) => content.media.some((medium) => medium.type === type))
    }
    some('several pictures', (content) => content.media.length > 1)
    some('edits', (content) => content.earlierVersions.length > 0)
    some('withheld posts', (content) => content.withheldIn.length > 0)
    some('places', (content) => content.place !== null)
    for (const kind of ['hashtag', 'mention', 'url']) {
      some(kind, (content) => content.segments.some((segment) => segment.kind === kind))
    }
    const text = (pattern: RegExp) => (content: PostContent) =>
      pattern.test(plainText(content.segments))
    some('emoji with joiners', text(/\u200d/u))
    some('CJK', text(/\p{Script=Han}|\p{Script=Hiragana}/u))
    some('right to left', text(/\p{Script=Arabic}|\p{Script=Hebrew}/u))
    some('signs that are escaped', text(/[&<>]/))
    expect(new Set(contents.map(({ lang }) => lang)).size).toBeGreaterThan(10)
    expect(new Set(contents.map(({ author }) => author.id)).size).toBeGreaterThan(200)
  })

  test('an edit names the versions before it, oldest first, all of them sent before', () => {
    const posts = createProducer(['coffee']).take(4000)
    const sent = new Set<string>()
    const chains: string[][] = []
    for (const post of posts) {
      const { earlierVersions } = contentOf(post)
      expect(earlierVersions.every((id) => sent.has(id))).toBe(true)
      expect(earlierVersions.length).toBeLessThanOrEqual(5)
      if (earlierVersions.length > 0) chains.push([...earlierVersions, post.id])
      sent.add(post.id)
    }
    // A version is followed by one version only.
    const predecessors = chains.map((chain) => chain.at(-2))
    expect(chains.length).toBeGreaterThan(5)
    expect(new Set(predecessors).size).toBe(predecessors.length)
  })

  test('a rule that no post can satisfy gets none, and takes nothing from the others', () => {
    const { take } = createProducer(['coffee', 'entity:"Nobody At All"'])
    const posts = take(200)
    expect(posts).toHaveLength(200)
    expect(posts.every((post) => tagsOf(post).join() === 'coffee')).toBe(true)
    expect(createProducer(['context:10.799022225751871488']).take(5)).toEqual([])
  })

  test.each([
    'from:quiet_otter lang:de',
    'from:123456789',
    'to:quiet_otter',
    'retweets_of:quiet_otter',
    '@quiet_otter tea',
    '#Harbour',
    '$OAKS has:cashtags',
    '"coca cola" -is:retweet -is:quote -is:reply',
    '"morning tram"~3',
    'url:weather-desk',
    'url:"https://docs.example/a/b"',
    'snow has:links -has:media',
    'snow -has:links',
    'snow -has:hashtags -has:mentions',
    'snow has:video_link',
    'snow has:images is:reply',
    'snow has:media is:quote',
    'snow has:geo place_country:JP',
    'snow place:lisbon',
    'snow is:verified',
    'snow -is:verified followers_count:100..5000',
    'snow tweets_count:1000 following_count:10..20 listed_count:3',
    'snow min_followers:1000000',
    'snow bio:harbour bio_location:Lisbon',
    'snow sample:5',
    'snow lang:sv',
    'snow lang:ar',
    'is:retweet lang:pt has:hashtags coffee',
    '🙂',
    'قهوة OR קפה OR кофе OR 커피 OR चाय',
    '(snow OR rain) (mountain OR lake) -fog -(storm wind)',
    'conversation_id:1334987486343299072',
    'in_reply_to_tweet_id:1539382664746020864',
    'retweets_of_tweet_id:1539382664746020864',
  ])('posts are made for %s', (query) => {
    const posts = createProducer([query]).take(40)
    expect(posts).toHaveLength(40)
    expect(posts.every((post) => tagsOf(post).includes(query))).toBe(true)
  })

  test('an account that a rule names is one account, in whatever language it writes', () => {
    const posts = createProducer(['from:quiet_otter', '@quiet_otter']).take(200)
    const written = posts.map(contentOf).filter(({ author }) => author.username === 'quiet_otter')
    expect(new Set(written.map(({ lang }) => lang)).size).toBeGreaterThan(3)
    const mentioned = posts.flatMap((post) => {
      const words = repostOf(contentOf(post))?.post ?? contentOf(post)
      return words.segments.flatMap((segment) => (segment.kind === 'mention' ? [segment.user] : []))
    })
    const accounts = [
      ...written.map(({ author }) => author),
      ...mentioned.filter(({ username }) => username === 'quiet_otter'),
    ]
    expect(accounts.length).toBeGreaterThan(100)
    expect(new Set(accounts).size).toBe(1)
  })

  test('at high rates posts repeat under ids of their own, at low rates they are new', () => {
    const distinct = (rate: number): number =>
      new Set(
        createProducer(['coffee', 'space'], { rate })
          .take(3000)
          .map((post) => post.rendered),
      ).size
    expect(distinct(0)).toBeLessThan(700)
    expect(distinct(20_000)).toBeLessThan(700)
    expect(distinct(20)).toBe(3000)
  })

  test('rules that change change what is made, and the verdicts of posts in stock', () => {
    const { take, add } = createProducer(['coffee'], { rate: 0 })
    take(1500)
    add('coffee lang:en')
    const posts = take(1500)
    const english = posts.filter((post) => contentOf(post).lang === 'en')
    expect(english.length).toBeGreaterThan(100)
    expect(english.every((post) => tagsOf(post).includes('coffee lang:en'))).toBe(true)
  })
})
