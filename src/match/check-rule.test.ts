import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { checkRule } from './check-rule.ts'
import { OPERATORS } from './operators.ts'
import type { RuleProblem } from './rule.ts'

// Thousands of random cases take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const check = (query: string): ReturnType<typeof checkRule> => checkRule(query, { maxLength: 1024 })
const errorsOf = (query: string): RuleProblem[] =>
  check(query).problems.filter((each) => each.severity === 'error')
const warningsOf = (query: string): RuleProblem[] =>
  check(query).problems.filter((each) => each.severity === 'warning')
/** The parts of the query that are marked. */
const marked = (query: string): string[] =>
  check(query).problems.map(({ position, length }) => query.slice(position, position + length))

describe('rules X takes', () => {
  test.each([
    '#xapiv2',
    '"X data" has:mentions (has:media OR has:links)',
    'grumpy OR cat OR #meme',
    'cat #meme -grumpy',
    'skiing -snow -day -noschool',
    '(happy OR happiness) place_country:GB -birthday -is:retweet',
    'context:65.852262932607926273 -context:66.852262932607926273 -is:retweet has:images lang:ja',
    '(😃 OR 😡) 😬',
    '"snowy mountain resort"~6',
    '#nowplaying @spotify sample:15',
    'robot OR 🤖',
    'skiing -(snow OR day OR noschool)',
    '-is:retweet has:geo (from:NWSNHC OR from:NHC_Atlantic OR from:JeffLindner1)',
    '("powertrack -operators" OR (-"streaming code"~4 foo OR bar)) has:links url_contains:github',
    'from:XDevelopers -has:hashtags',
    '"mobile games" -is:nullcast',
    'point_radius:[2.355128 48.861118 16km] OR point_radius:[-41.287336 174.761070 20mi]'.replace(
      '-41.287336 174.761070',
      '174.761070 -41.287336',
    ),
    'bounding_box:[-105.301758 39.964069 -105.178505 40.09455]',
    'context:47.* cat',
    'context:*.799022225751871488',
    'place:"new york city" OR place:seattle OR place:fd70c22040963ac7',
    'cat followers_count:1000..10000 min_followers:10 tweets_count:5',
    'the cat',
    '"on the roof"',
    "don't worry",
    '$BRK.A OR $twtr',
    'entity:"Michael Jordan" OR entity:Barcelona',
    'conversation_id:1334987486343299072 (from:XDevelopers OR from:2244994945)',
  ])('%s', (query) => {
    expect(errorsOf(query)).toEqual([])
    expect(check(query)).toMatchObject({ valid: true, rule: expect.anything() })
  })

  test.each(OPERATORS.filter((each) => each.inStreams))(
    'every operator of the table in its own example: $example',
    ({ example, standsAlone }) => {
      expect(errorsOf(standsAlone ? example : `cat ${example}`)).toEqual([])
    },
  )
})

const STANDALONE = 'is/has/lang cannot be used as a standalone operator'
const NO_POSITIVE = 'Rules must contain at least one positive, non-stopword clause'
const ONLY_NEGATION = 'Rules must contain a non-negation term'
const AMBIGUOUS_AND =
  'Ambiguous use of and as a keyword. Use a space to logically join two clauses, or "and" to find ' +
  'occurrences of and in text'
const UNAVAILABLE = '. Operator is not available in current product or product packaging'

describe('rules X refuses, in its words and at its places', () => {
  test.each<[query: string, ...errors: [message: string, position: number][]]>([
    ['has:media', [STANDALONE, 0]],
    ['has:links OR is:retweet', [STANDALONE, 0], [STANDALONE, 13]],
    ['embedding_threshold:0.45', [STANDALONE, 0]],
    ['lang:en', [STANDALONE, 0]],
    ['source:"X for iPhone"', [STANDALONE, 0]],
    ['cat OR has:media', [STANDALONE, 7]],
    ['has:media (cat OR lang:en)', [STANDALONE, 18]],
    ['-follow', [ONLY_NEGATION, 0], [NO_POSITIVE, 0]],
    ['--b', [ONLY_NEGATION, 0], [NO_POSITIVE, 0]],
    ['-(cat dog)', [ONLY_NEGATION, 0], [NO_POSITIVE, 0]],
    ['a', [NO_POSITIVE, 0]],
    ['the OR AT', [NO_POSITIVE, 0], [NO_POSITIVE, 7]],
    ['streaming AND lang:en', [AMBIGUOUS_AND, 10]],
    ['(humorous AND (film OR movies)) lang:en', [AMBIGUOUS_AND, 10]],
    ['rock and roll', [AMBIGUOUS_AND, 5]],
    ['streaming gnip contains:$twtr', ["no viable alternative at input '$twtr'", 24]],
    ['from:@XDevelopers', ["no viable alternative at input '@XDevelopers'", 5]],
    [
      '[(OpenAI OR GPT-3) (#OpenAI OR #AI)]',
      ["no viable alternative at input '['", 0],
      ["no viable alternative at input ']'", 35],
    ],
    ["(pepsi OR cola OR 'coca cola')", ["no viable alternative at character '''", 18]],
    ['cat & dog', ["no viable alternative at character '&'", 4]],
    ['(horrible OR worst) (place_country:US OR place_country:MX', ["missing EOF at '('", 20]],
    ['cat) dog', ["missing EOF at ')'", 3]],
    ['cat OR', ["no viable alternative at input '<EOF>'", 4]],
    ['OR cat', ["no viable alternative at input 'OR'", 0]],
    ['cat OR OR dog', ["no viable alternative at input 'OR'", 7]],
    ['cat ()', ["no viable alternative at input ')'", 4]],
    ['cat - dog', ["no viable alternative at input '-'", 4]],
    ['cat "dog', [`mismatched character '<EOF>' expecting '"'`, 4]],
    ['has:polls', [STANDALONE, 0], ["Reference to invalid operator 'has:polls'", 0]],
    [
      'cat since:2025-08-01',
      ["Reference to invalid operator 'since'", 4],
      ["Reference to invalid field 'since'", 4],
    ],
    [
      'cat min_faves:10',
      ["Reference to invalid operator 'min_faves'", 4],
      ["Reference to invalid field 'min_faves'", 4],
    ],
    ['h:m', ["Reference to invalid operator 'h'", 0], ["Reference to invalid field 'h'", 0]],
    ['apple OR -ipad', ['Negated ORs are not supported', 9]],
    ['cat min_likes:10', [`Reference to invalid operator 'min_likes'${UNAVAILABLE}`, 4]],
    ['list:123', [`Reference to invalid operator 'list'${UNAVAILABLE}`, 0]],
    [
      'quotes_of_tweet_id:1',
      [`Reference to invalid operator 'quotes_of_tweet_id'${UNAVAILABLE}`, 0],
    ],
    ['cat -sample:10', ['sample: cannot be negated', 4]],
    ['cat -embedding:"x"', ['embedding: cannot be negated', 4]],
    ['cat is:nullcast', ['is:nullcast must be negated', 4]],
    ['cat ❤️', ['An emoji with a variant must be in double quotes', 4]],
    ['"a cat"~7', ['The distance behind ~ goes from 1 to 6, not 7', 0]],
    ['', ['The query is empty', 0]],
  ])('%s', (query, ...errors) => {
    expect(errorsOf(query).map((each) => [each.message, each.position])).toEqual(errors)
    expect(check(query).valid).toBe(false)
  })

  test.each([
    'from:a,b',
    'from:"two words"',
    'conversation_id:abc',
    'cat lang:klingon',
    'place_country:USA',
    'context:*.*',
    'context:cats',
    'point_radius:[2.35 48.86]',
    'point_radius:[2.35 148.86 10km]',
    'point_radius:[2.35 48.86 26mi]',
    'bounding_box:[-105.3 39.9 -104.3 40.0]',
    'bounding_box:[-105.1 39.9 -105.3 40.0]',
    'cat sample:0',
    'cat sample:101',
    'cat sample:1.5',
    'cat followers_count:many',
    'cat followers_count:10..5',
    'cat embedding_threshold:2',
    'url:""',
  ])('refuses the argument of %s and marks the term', (query) => {
    const term = query.replace(/^cat /, '')
    expect(check(query).valid).toBe(false)
    const places = errorsOf(query).map(({ position, length }) => [position, length])
    expect(places).toEqual([[query.length - term.length, term.length]])
  })
})

describe('suggestions', () => {
  test.each([
    ['language:en cat', 'did you mean lang:en'],
    ['langg:en cat', 'did you mean lang:'],
    ['form:ann', 'did you mean from:'],
    ['cat lang:jp', 'did you mean lang:ja'],
    ['cat lang:en-US', 'did you mean lang:en'],
    ['cat filter:replies', 'did you mean is:reply'],
    ['cat retweet:yes', 'did you mean is:retweet'],
    ['cat is:links', 'did you mean has:links'],
    ['cat has:video', 'did you mean has:video_link'],
    ['hashtag:cats', 'write #cats'],
    ['cat (dog', 'close this parenthesis with )'],
    ['cat)', 'this parenthesis was never opened: remove it'],
    ['cat AND dog', 'leave it out: a space already means "and"'],
    ['“big cat”', 'use straight double quotes: "two words"'],
    ['cat | dog', 'write OR between the alternatives'],
    ['from:@ann', 'leave "@" out: ann'],
    ['https://example.com/a', 'write url:"https://example.com/a"'],
    ['from:ann,bob', '(from:ann OR from:bob)'],
    ['place_country:UK', 'did you mean place_country:GB'],
    ['keyword:cats', 'put it in quotes if it is text to be found: "keyword:cats"'],
    ['12:30', 'put it in quotes if it is text to be found: "12:30"'],
    ['cat -constructor:x', 'put it in quotes if it is text to be found: "constructor:x"'],
  ])('%s: %s', (query, suggestion) => {
    expect(errorsOf(query)[0]?.suggestion).toBe(suggestion)
  })
})

describe('warnings', () => {
  test.each<[query: string, markedPart: string, message: RegExp]>([
    ['rock or roll', 'or', /taken as a word/],
    ['cat NOT dog', 'NOT', /not as a negation/],
    ['東京', '東京', /found only where it stands alone/],
    ['"แมว"', '"แมว"', /found only where it stands alone/],
    ['cat -(dog OR bird)', '-(dog OR bird)', /Do not negate grouped operators/],
    ['skiing -(snow)', '-(snow)', /Do not negate grouped operators/],
    ['coca-cola', 'coca-cola', /cuts words at punctuation/],
    ['cats,dogs', 'cats,dogs', /one phrase/],
    ['"#cats"', '"#cats"', /white space/],
    ['#2016', '#2016', /not a hashtag/],
    ['@ann.example', '@ann.example', /cannot be the name/],
    ['$TOOLONGNAME', '$TOOLONGNAME', /not a cashtag/],
    ['x', 'x', /single character/],
    ['happy', 'happy', /very large number/],
    ['"Love" -is:retweet', '"Love" -is:retweet', /very large number/],
    ['snowboard OR url:com', 'url:com', /very large number/],
    ['embedding:"climate"', 'embedding:"climate"', /Enterprise/],
    ['cat (dog OR -bird)', '-bird', /may be refused/],
    ['cat --dog', '--', /negates once/],
  ])('%s', (query, part, message) => {
    expect(check(query).valid).toBe(true)
    expect(warningsOf(query).map((each) => each.message)).toEqual([expect.stringMatching(message)])
    expect(marked(query)).toEqual([part])
  })

  test('are not given where two things narrow each other', () => {
    expect(check('happy birthday').problems).toEqual([])
    expect(check('happy lang:en').problems).toEqual([])
  })
})

describe('length', () => {
  test('counts code points and marks what is too much', () => {
    const query = `${'😬'.repeat(5)} cat`
    expect(checkRule(query, { maxLength: 9 })).toMatchObject({ valid: true, length: 9 })
    expect(checkRule(query, { maxLength: 7 })).toMatchObject({
      valid: false,
      length: 9,
      problems: [
        {
          position: 12,
          length: 2,
          message: 'The rule is 9 characters long; at most 7 are allowed',
        },
      ],
    })
  })
})

test('any text at all is checked without throwing, its problems in order and inside it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (query) => {
      const { problems, valid } = check(query)
      expect(valid).toBe(problems.every((each) => each.severity === 'warning'))
      const positions = problems.map((each) => each.position)
      expect(positions).toEqual(positions.toSorted((left, right) => left - right))
      for (const each of problems) {
        expect(each.position + each.length).toBeLessThanOrEqual(query.length)
      }
    }),
    { numRuns: 1_000 },
  )
})

test.each(["'", '(', 'a ', '"a" ', '-', 'has:x ', 'a OR '])(
  'a query of very many %j is checked like any other',
  (piece) => {
    const { valid, problems } = check(piece.repeat(200_000))
    expect(valid).toBe(false)
    expect(problems.length).toBeGreaterThan(0)
  },
)
