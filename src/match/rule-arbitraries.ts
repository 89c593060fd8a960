/** Random rules and documents for property tests: words from a small stock, so that they meet often. */
import fc from 'fast-check'
import { COLON_OPERATORS, OPERATORS } from './operators.ts'
import type { MatchDocument, RuleNode, RuleTerm } from './rule.ts'

const WORDS = [
  'cat',
  'Cat',
  'dog',
  'bird',
  'coca-cola',
  'cola',
  'straße',
  'STRASSE',
  'café',
  'cafe\u0301',
  '猫',
  '猫が好き',
  'ΟΔΟΣ',
  '😬',
  '👍🏽',
  '🇩🇪',
  "it's",
  '𝗯𝗼𝗹𝗱',
  '한국',
  'e2',
]
const NAMES = ['ann', 'Bob', 'carl_9', '42']
const TAGS = ['cat', 'Dog', 'straße', '猫']
const SYMBOLS = ['TWTR', 'BRK.A']

/** What a rule has where it stands in a text; trees that are compared must not depend on it. */
const NOWHERE = { position: 0, length: 0 }

type Leaf = Pick<RuleTerm, 'operator' | 'value' | 'distance'>

function leaf(
  operator: string,
  value: fc.Arbitrary<string>,
  distance: fc.Arbitrary<number | null> = fc.constant(null),
): fc.Arbitrary<Leaf> {
  return fc.record({ operator: fc.constant(operator), value, distance })
}

const word = fc.constantFrom(...WORDS)
const words = fc.array(word, { minLength: 1, maxLength: 3 }).map((each) => each.join(' '))
const flags = OPERATORS.filter((each) => each.flag !== null)

/** Terms over the stock of words, most of which can be decided from a document. */
const matchableLeaf: fc.Arbitrary<Leaf> = fc.oneof(
  { weight: 6, arbitrary: leaf('keyword', word) },
  { weight: 3, arbitrary: leaf('phrase', words) },
  { weight: 2, arbitrary: leaf('proximity', words, fc.integer({ min: 1, max: 6 })) },
  { weight: 1, arbitrary: leaf('phrase', fc.constantFrom('#cat', '#Cat dog', '$TWTR', '!')) },
  leaf('hashtag', fc.constantFrom(...TAGS)),
  leaf('mention', fc.constantFrom(...NAMES)),
  leaf('cashtag', fc.constantFrom(...SYMBOLS)),
  leaf('from', fc.constantFrom(...NAMES)),
  leaf('to', fc.constantFrom(...NAMES)),
  leaf('retweets_of', fc.constantFrom(...NAMES)),
  leaf('url', fc.constantFrom('cat', 'https', 'example.com/cat', '#dog', 't.co')),
  leaf('url_contains', fc.constantFrom('ple.com', 'CAT')),
  leaf('lang', fc.constantFrom('en', 'zh', 'zh-CN', 'iw')),
  leaf('in_reply_to_tweet_id', fc.constantFrom('1', '2')),
  leaf('bio', word),
  fc.constantFrom(...flags).map((each) => ({
    operator: each.name,
    value: each.flag!,
    distance: null,
  })),
)

const keywordValue = fc
  .tuple(
    fc.constantFrom(...Array.from('aZ9éß東カ한ع😬𝗯')),
    fc.array(fc.constantFrom(...Array.from("abZ019éß東カ한ع😬'-.,/#@_~"))),
  )
  .map(([first, rest]) => first + rest.join(''))
const anyText = fc.string({ unit: 'grapheme' })
const anyValue = fc.oneof(anyText, fc.constantFrom('a"b', 'a\\b', '\\"', '\\', 'x y', '-5', '*.1'))
const BRACKETED = ['point_radius', 'bounding_box']
const otherOperators = COLON_OPERATORS.filter(
  (name) => !BRACKETED.includes(name) && name !== 'is' && name !== 'has',
)

/** Terms with any text in them that a query can write. */
const printableLeaf: fc.Arbitrary<Leaf> = fc.oneof(
  leaf('keyword', keywordValue),
  leaf('phrase', anyValue),
  leaf('proximity', anyValue, fc.nat()),
  leaf('hashtag', keywordValue),
  leaf('mention', keywordValue),
  leaf('cashtag', keywordValue),
  fc.constantFrom(...otherOperators).chain((name) => leaf(name, anyValue)),
  fc
    .constantFrom(...BRACKETED)
    .chain((name) => leaf(name, fc.constantFrom('', '1 2 3km', '-1.5 2'))),
  matchableLeaf,
)

/** Trees as the parser makes them: no plain group of one, none inside a negated group of its own. */
function tree(leaves: fc.Arbitrary<Leaf>): fc.Arbitrary<RuleNode> {
  const { node } = fc.letrec<{ node: RuleNode; term: RuleNode; group: RuleNode }>((tie) => ({
    node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('term'), tie('group')),
    term: fc
      .tuple(leaves, fc.boolean())
      .map(([own, negated]) => ({ kind: 'term' as const, ...own, negated, ...NOWHERE })),
    group: fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
      )
      .map(([kind, children, negated]) => toGroup(kind, children, negated)),
  }))
  return node
}

function toGroup(kind: 'and' | 'or', children: readonly RuleNode[], negated: boolean): RuleNode {
  const only = children.length === 1 ? children[0]! : null
  if (only === null) return { kind, children, negated, ...NOWHERE }
  if (!negated) return only
  if (only.kind !== 'term' && !only.negated) return { ...only, negated: true }
  return { kind: 'and', children, negated, ...NOWHERE }
}

export const printableRule = tree(printableLeaf)
export const matchableRule = tree(matchableLeaf)

const text = fc
  .array(
    fc.tuple(
      fc.oneof(word, fc.constantFrom('the', '#cat', '@ann', '$TWTR', 'https://t.co/cat')),
      fc.constantFrom(' ', ', ', '-', '_', '', '\n', '。', '\u200d'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.map((part) => part.join('')).join(''))

const someOf = (values: readonly string[]): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...values), { maxLength: 2 })
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 1 })
const account = fc.record({
  id: maybe(fc.constantFrom('42', '7')),
  handle: maybe(fc.constantFrom(...NAMES)),
})

export const anyDocument: fc.Arbitrary<MatchDocument> = fc.record({
  text,
  quotedText: maybe(text),
  urls: someOf(['https://example.com/cat/', 'https://a.example/#dog', 'http://CAT.example']),
  hashtags: someOf(TAGS),
  mentions: someOf([...NAMES, 'cat_dog']),
  cashtags: someOf(SYMBOLS),
  author: fc.record({ id: fc.constantFrom('42', '7'), handle: maybe(fc.constantFrom(...NAMES)) }),
  replyTo: maybe(account),
  repostOf: maybe(account.map((each) => Object.assign({ postId: '1' }, each))),
  replyToPostId: maybe(fc.constantFrom('1', '2')),
  quoteOfPostId: maybe(fc.constantFrom('1', '2')),
  conversationId: maybe(fc.constantFrom('1', '2')),
  lang: maybe(fc.constantFrom('en', 'zh', 'zh-TW', 'he')),
  kind: fc.constantFrom('post', 'repost', 'reply', 'quote'),
  mediaTypes: someOf(['photo', 'video']),
  hasGeo: maybe(fc.boolean()),
})
