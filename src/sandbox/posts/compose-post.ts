/**
 * One post that fits a wish: who writes, of what kind it is, what it says and what hangs on it.
 * Everything the wish leaves open is drawn from the seed, with the shares of a lively timeline:
 * about one repost in five, one reply and one quote in eight.
 */
import type { Random } from '../random.ts'
import type { ContentKind, Range, Wish } from '../rules/rule-wish.ts'
import { attach } from './attach.ts'
import { pickWithholding } from './attachments.ts'
import { NOTHING_WISHED, type Authors } from './authors.ts'
import {
  createEarlierMetrics,
  createEarlierPost,
  createPastIdentity,
  createReference,
  type PostIdentity,
} from './earlier-post.ts'
import {
  BLANK_POST,
  ID_MARK,
  TIME_MARK,
  type PostContent,
  type SandboxUser,
} from './post-content.ts'
import { createQuoteLink } from './links.ts'
import { pickPlace } from './places.ts'
import type { Segment } from './rich-text.ts'
import { chooseLanguage, mergeText, writePlain, writeSentences, type Writer } from './write-text.ts'

const KIND_SHARES: readonly { readonly weight: number; readonly value: ContentKind }[] = [
  { weight: 55, value: 'post' },
  { weight: 20, value: 'repost' },
  { weight: 13, value: 'reply' },
  { weight: 12, value: 'quote' },
]
const LONG_SHARE = 0.05
/** Of the quotes: the words are in the quoted post alone, where X's stream finds them too. */
const WORDS_QUOTED_SHARE = 0.1
const WITHHELD_SHARE = 0.007
const PLACE_SHARE = 0.03
const NEW: PostIdentity = { id: ID_MARK, createdAt: TIME_MARK }

export interface Composer {
  readonly authors: Authors
  readonly random: Random
  /** Around this time the things lie that the post refers to. */
  readonly nowMs: number
}

export function composePost(wish: Wish, composer: Composer): PostContent {
  const { random } = composer
  const kinds = chooseKinds(wish, random)
  const writer = { ...chooseLanguage(wish.words, wish.values.get('lang'), random), ...composer }
  if (kinds.has('repost')) return composeRepost(wish, writer, composer)
  const author = chooseAuthor(wish, writer)
  return composeWords(wish, kinds, author, NEW, writer, composer)
}

function chooseKinds(wish: Wish, random: Random): Set<ContentKind> {
  if (wish.kinds.size > 0) return wish.kinds
  const asksForPlace =
    wish.features.has('geo') || wish.values.has('place') || wish.values.has('place_country')
  const isExcluded = (kind: ContentKind): boolean =>
    wish.excludedKinds.has(kind) ||
    (kind === 'repost' && asksForPlace) ||
    // A quote ends in a link; a reply begins with a name.
    (kind === 'quote' && wish.excludedFeatures.has('links')) ||
    (kind === 'reply' && wish.excludedFeatures.has('mentions'))
  const open = KIND_SHARES.filter(({ value }) => !isExcluded(value))
  return new Set([open.length > 0 ? random.pickWeighted(open) : 'post'])
}

function chooseAuthor(wish: Wish, { bank, authors, random }: Writer): SandboxUser {
  const count = (name: string): number | null => {
    const range = wish.counts.get(name)
    return range ? pickWithin(range, random) : null
  }
  return authors.tailored(
    bank,
    {
      ...NOTHING_WISHED,
      handleOrId: wish.values.get('from') ?? null,
      verified: wishedVerified(wish),
      followers: count('followers_count'),
      posts: count('tweets_count'),
      following: count('following_count'),
      listed: count('listed_count'),
      bio: wish.values.get('bio') ?? null,
      bioName: wish.values.get('bio_name') ?? null,
      bioLocation: wish.values.get('bio_location') ?? null,
    },
    random,
  )
}

function wishedVerified({ features, excludedFeatures }: Wish): boolean | null {
  if (features.has('verified')) return true
  return excludedFeatures.has('verified') ? false : null
}

/** One of a few numbers, so that few accounts are made for a range. */
function pickWithin(range: Range, random: Random): number {
  return Number.isFinite(range.max)
    ? range.min + random.below(Math.min(8, range.max - range.min + 1))
    : range.min
}

/** The words are the original's: an earlier post of somebody else. */
function composeRepost(wish: Wish, writer: Writer, composer: Composer): PostContent {
  const { random, nowMs } = composer
  const identity = createPastIdentity(
    wish.values.get('retweets_of_tweet_id') ?? null,
    nowMs,
    random,
  )
  const author = chooseOther(wish.values.get('retweets_of'), writer)
  const original = {
    ...composeWords(wish, new Set(['post']), author, identity, writer, composer),
    metrics: createEarlierMetrics(random),
  }
  const reposter = chooseAuthor(wish, writer)
  const blank = createBlank(NEW, reposter, writer, wish)
  return {
    ...blank,
    references: [{ type: 'retweeted', id: original.id, post: original }],
    metrics: { ...blank.metrics, reposts: original.metrics.reposts },
  }
}

function composeWords(
  wish: Wish,
  kinds: ReadonlySet<ContentKind>,
  author: SandboxUser,
  identity: PostIdentity,
  writer: Writer,
  composer: Composer,
): PostContent {
  const { random } = composer
  const isQuote = kinds.has('quote')
  const replied = kinds.has('reply') ? composeReplied(wish, writer, composer) : null
  const areWordsQuoted =
    isQuote && wish.words.every(({ kind }) => kind === 'text') && random.chance(WORDS_QUOTED_SHARE)
  const voice = replied ? 'replies' : isQuote ? 'quotes' : 'about'
  const isLong = voice === 'about' && random.chance(LONG_SHARE)
  const sentences = writeSentences(wish.words, areWordsQuoted ? 'about' : voice, isLong, writer)
  const other = isQuote || replied ? writePlain(writer) : []
  const quoted = isQuote
    ? composeQuoted(areWordsQuoted ? sentences : other, writer, composer)
    : null
  const blank = {
    ...createBlank(identity, author, writer, wish),
    segments: areWordsQuoted ? other : sentences,
  }
  const { segments, media, poll } = attach(blank, voice, wish, writer, composer.nowMs)
  const before: Segment[] = replied ? [{ kind: 'mention', user: replied.author }, SPACE] : []
  const after: Segment[] = quoted
    ? [SPACE, { kind: 'url', link: createQuoteLink(quoted, random) }]
    : []
  return {
    ...blank,
    segments: mergeText([...before, ...segments, ...after]),
    media,
    poll,
    references: [
      ...(replied ? [createReference('replied_to', replied, random)] : []),
      ...(quoted ? [createReference('quoted', quoted, random)] : []),
    ],
    inReplyTo: replied?.author ?? null,
    conversationId: replied ? (wish.values.get('conversation_id') ?? replied.id) : null,
    withheldIn: random.chance(WITHHELD_SHARE) ? pickWithholding(random) : [],
  }
}

const SPACE: Segment = { kind: 'text', text: ' ' }

function createBlank(
  identity: PostIdentity,
  author: SandboxUser,
  { lang, random }: Writer,
  wish: Wish,
): PostContent {
  const country = wish.values.get('place_country')
  const name = wish.values.get('place')
  const asksForPlace = wish.features.has('geo') || country !== undefined || name !== undefined
  const mayHavePlace = !wish.excludedFeatures.has('geo') && random.chance(PLACE_SHARE)
  const sample = wish.values.get('sample')
  return {
    ...BLANK_POST,
    ...identity,
    author,
    lang,
    place: asksForPlace || mayHavePlace ? pickPlace(country, name, random) : null,
    sampleBucket: random.below(sample === undefined ? 100 : Number(sample)),
  }
}

function composeReplied(wish: Wish, writer: Writer, { nowMs, random }: Composer): PostContent {
  const identity = createPastIdentity(
    wish.values.get('in_reply_to_tweet_id') ?? null,
    nowMs,
    random,
  )
  const author = chooseOther(wish.values.get('to'), writer)
  return createEarlierPost(identity, author, writer.lang, writePlain(writer), random)
}

function composeQuoted(
  segments: readonly Segment[],
  writer: Writer,
  { nowMs, random }: Composer,
): PostContent {
  const identity = createPastIdentity(null, nowMs, random)
  return createEarlierPost(identity, chooseOther(undefined, writer), writer.lang, segments, random)
}

/** Whoever is reposted, answered or quoted. */
function chooseOther(
  handleOrId: string | undefined,
  { bank, authors, random }: Writer,
): SandboxUser {
  if (handleOrId === undefined) return authors.pick(bank, random)
  return authors.named(handleOrId, bank, random)
}
