import { describe, expect, test } from 'vitest'
import { matchRule } from '../../match/match-rule.ts'
import { parseRule } from '../../match/parse-rule.ts'
import { Authors, NOTHING_WISHED } from '../posts/authors.ts'
import { createMedia } from '../posts/attachments.ts'
import { pickPlace } from '../posts/places.ts'
import { documentOfContent } from '../posts/document-of-content.ts'
import { createEarlierPost, createPastIdentity } from '../posts/earlier-post.ts'
import { BLANK_POST, ID_MARK, TIME_MARK, type PostContent } from '../posts/post-content.ts'
import { ENGLISH } from '../posts/texts/english.ts'
import { createRandom } from '../random.ts'
import { decideRule } from './decide-rule.ts'

const random = createRandom(1)
const NOW_MS = Date.UTC(2026, 0, 1)
const author = {
  ...new Authors(1).tailored(
    ENGLISH,
    {
      ...NOTHING_WISHED,
      verified: true,
      followers: 500,
      posts: 40,
      following: 7,
      listed: 2,
      bio: 'Data engineer',
      bioLocation: 'Lisbon',
    },
    random,
  ),
}
const post: PostContent = {
  ...BLANK_POST,
  id: ID_MARK,
  createdAt: TIME_MARK,
  author,
  lang: 'en',
  segments: [{ kind: 'text', text: 'snow over the harbour' }],
  place: pickPlace('JP', undefined, random),
  sampleBucket: 30,
}
const quoted = createEarlierPost(
  createPastIdentity(null, NOW_MS, random),
  author,
  'en',
  [{ kind: 'text', text: 'look at that' }],
  random,
)
const quote: PostContent = {
  ...post,
  references: [
    {
      type: 'quoted',
      id: quoted.id,
      post: { ...quoted, media: [createMedia('photo', NOW_MS, random)] },
    },
  ],
}

function decide(query: string, content = post): boolean {
  return decideRule(parseRule(query).rule!, documentOfContent(content), content)
}

describe('what the rule matcher leaves open, the sandbox knows', () => {
  test.each([
    ['snow is:verified', true],
    ['snow -is:verified', false],
    ['snow followers_count:500', true],
    ['snow followers_count:501..600', false],
    ['snow min_followers:501', false],
    ['snow tweets_count:40..40', true],
    ['snow following_count:8', false],
    ['snow listed_count:1..2', true],
    ['snow bio:"data engineer"', true],
    ['snow bio:engine', false],
    ['snow bio_location:lisbon', true],
    ['snow place_country:JP', true],
    ['snow place:kyoto', true],
    ['snow place_country:DE', false],
    ['snow sample:31', true],
    ['snow sample:30', false],
    ['snow context:10.799022225751871488', false],
    ['snow -context:10.799022225751871488', true],
    ['snow -entity:"Nobody At All"', true],
    ['snow -(is:verified has:images)', true],
    ['snow -(is:verified OR has:images)', false],
    ['snow (is:verified OR rain)', true],
    ['rain is:verified', false],
  ])('%s is %s', (query, expected) => {
    expect(decide(query)).toBe(expected)
  })

  test('media of the quoted post count', () => {
    expect(matchRule(parseRule('snow has:images').rule!, documentOfContent(quote))).toBeNull()
    expect(decide('snow has:images', quote)).toBe(true)
    expect(decide('snow has:media', quote)).toBe(true)
    expect(decide('snow has:video_link', quote)).toBe(false)
    expect(decide('snow -has:images', quote)).toBe(false)
  })

  test('words of the quoted post count, unless it is gone', () => {
    expect(decide('"look at that"', quote)).toBe(true)
    const gone = { ...quote, references: [{ type: 'quoted' as const, id: quoted.id, post: null }] }
    expect(decide('"look at that"', gone)).toBe(false)
    expect(decide('snow', gone)).toBe(true)
  })
})
