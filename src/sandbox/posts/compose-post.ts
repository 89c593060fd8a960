/**
 * One post that fits a wish: who writes, of what kind it is, what it says and what hangs on it. Everything the wish leaves open is drawn
 * from the seed, with the shares of a lively timeline: about one repost in five, one reply and one quote in eight.
 */
import type { Random } from '../random.ts'
import type { ContentKind, Range, Wish } from '../rules/rule-wish.ts'
import { pastSnowflake } from '../snowflake.ts'
import { attach } from './attach.ts'
import { createQuoteLink, pickPlace, pickWithholding } from './attachments.ts'
import { NOTHING_WISHED, type Authors } from './authors.ts'
import {
  ID_MARK,
  TIME_MARK,
  type PostContent,
  type PostMetrics,
  type PostReference,
  type SandboxUser,
} from './post-content.ts'
import type { Segment } from './rich-text.ts'
import { chooseLanguage, mergeText, writePlain, writeSentences, type Writer } from './write-text.ts'

const KIND_SHARES: readonly { readonly weight: number; readonly value: ContentKind }[] = [
  { weight: 55, value: 'post' },
  { weight: 20, value: 'repost' },
  { weight: 13, value: 'reply' },
  { weight: 12, value: 'quote' },
]
const LONG_SHARE = 0.05
const GONE_SHARE = 0.03
const WITHHELD_SHARE = 0.007
const MINUTE_MS = 60_000
const NO_METRICS: PostMetrics = {
  reposts: 0,
  replies: 0,
  likes: 0,
  quotes: 0,
  bookmarks: 0,
  impressions: 0,
}

export interface Composer {
  readonly authors: Authors
  readonly random: Random
  /** Around this time the things lie that the post refers to. */
  readonly nowMs: number
}

interface Identity {
  readonly id: string
  readonly createdAt: string
}

export function composePost(wish: Wish, composer: Composer): PostContent {
  const { random } = composer
  const kinds = chooseKinds(wish, random)
  const writer = { ...chooseLanguage(wish.words, wish.values.get('lang'), random), ...composer }
  if (kinds.has('repost')) return composeRepost(wish, writer, composer)
  const author = chooseAuthor(wish, wish.values.get('from') ?? null, writer)
  return composeWords(wish, kinds, author, { id: ID_MARK, createdAt: TIME_MARK }, writer, composer)
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

function chooseAuthor(
  wish: Wish,
  handleOrId: string | null,
  { bank, authors, random }: Writer,
): SandboxUser {
  const count = (name: string): number | null => {
    const range = wish.counts.get(name)
    return range ? pickWithin(range, random) : null
  }
  return authors.tailored(
    bank,
    {
      ...NOTHING_WISHED,
      handleOrId,
      verified: wish.features.has('verified')
        ? true
        : wish.excludedFeatures.has('verified')
          ? false
          : null,
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

/** The same for the same range, so that one account fits. */
function pickWithin(range: Range, random: Random): number {
  return Number.isFinite(range.max)
    ? range.min + random.below(Math.min(8, range.max - range.min + 1))
    : range.min
}

/** The words are the original's: an earlier post of somebody else. */
function composeRepost(wish: Wish, writer: Writer, composer: Composer): PostContent {
  const { random } = composer
  const { bank, authors } = writer
  const originalAuthor = wish.values.get('retweets_of')
  const author =
    originalAuthor === undefined
      ? authors.pick(bank, random)
      : authors.named(originalAuthor, bank, random)
  const identity = pastIdentity(composer, wish.values.get('retweets_of_tweet_id'))
  const original = {
    ...composeWords(wish, new Set(['post']), author, identity, writer, composer),
    metrics: earlierMetrics(random),
  }
  return {
    ...blankPost(
      { id: ID_MARK, createdAt: TIME_MARK },
      chooseAuthor(wish, wish.values.get('from') ?? null, writer),
      writer,
      wish,
    ),
    lang: original.lang,
    references: [{ type: 'retweeted', id: original.id, post: original }],
    metrics: { ...NO_METRICS, reposts: original.metrics.reposts },
  }
}

function composeWords(
  wish: Wish,
  kinds: ReadonlySet<ContentKind>,
  author: SandboxUser,
  identity: Identity,
  writer: Writer,
  composer: Composer,
): PostContent {
  const { random } = composer
  const reply = kinds.has('reply')
    ? composeEarlier(
        wish.values.get('to'),
        wish.values.get('in_reply_to_tweet_id'),
        writer,
        composer,
      )
    : null
  const quoted = kinds.has('quote') ? composeEarlier(undefined, undefined, writer, composer) : null
  const voice = reply ? 'replies' : quoted ? 'quotes' : 'about'
  const isLong = voice === 'about' && random.chance(LONG_SHARE)
  const body = writeSentences(wish.words, voice, isLong, writer)
  const blank = { ...blankPost(identity, author, writer, wish), segments: body }
  const { segments, media, poll } = attach(blank, voice, wish, writer, composer.nowMs)
  return {
    ...blank,
    segments: mergeText([
      ...(reply ? ([{ kind: 'mention', user: reply.author }, space] as const) : []),
      ...segments,
      ...(quoted ? ([space, { kind: 'url', link: createQuoteLink(quoted, random) }] as const) : []),
    ]),
    media,
    poll,
    references: [
      ...(reply ? [referenceTo('replied_to', reply, random)] : []),
      ...(quoted ? [referenceTo('quoted', quoted, random)] : []),
    ],
    inReplyTo: reply?.author ?? null,
    conversationId: reply ? (wish.values.get('conversation_id') ?? reply.id) : null,
    withheldIn: random.chance(WITHHELD_SHARE) ? pickWithholding(random) : [],
  }
}

const space: Segment = { kind: 'text', text: ' ' }

function blankPost(
  identity: Identity,
  author: SandboxUser,
  { lang, random }: Writer,
  wish: Wish,
): PostContent {
  const country = wish.values.get('place_country')
  const name = wish.values.get('place')
  const asksForPlace = wish.features.has('geo') || country !== undefined || name !== undefined
  const hasPlace = asksForPlace || (!wish.excludedFeatures.has('geo') && random.chance(0.03))
  const sample = wish.values.get('sample')
  return {
    ...identity,
    author,
    segments: [],
    lang,
    references: [],
    inReplyTo: null,
    conversationId: null,
    media: [],
    poll: null,
    place: hasPlace ? pickPlace(country, name, random) : null,
    metrics: NO_METRICS,
    withheldIn: [],
    earlierVersions: [],
    sampleBucket: random.below(sample === undefined ? 100 : Number(sample)),
  }
}

/** A post that is answered or quoted: it has nothing to do with the rule. */
function composeEarlier(
  handle: string | undefined,
  id: string | undefined,
  writer: Writer,
  composer: Composer,
): PostContent {
  const { bank, authors, random } = writer
  const author =
    handle === undefined ? authors.pick(bank, random) : authors.named(handle, bank, random)
  const identity = pastIdentity(composer, id)
  const segments = writePlain(writer)
  return {
    ...identity,
    author,
    segments,
    lang: writer.lang,
    references: [],
    inReplyTo: null,
    conversationId: identity.id,
    media: [],
    poll: null,
    place: null,
    metrics: earlierMetrics(random),
    withheldIn: [],
    earlierVersions: [],
    sampleBucket: 0,
  }
}

function pastIdentity({ nowMs, random }: Composer, id: string | undefined): Identity {
  const atMs = nowMs - random.between(2 * MINUTE_MS, 600 * MINUTE_MS)
  return {
    id: id ?? pastSnowflake(atMs, random.below(2 ** 21)),
    createdAt: new Date(atMs).toISOString(),
  }
}

function earlierMetrics(random: Random): PostMetrics {
  const likes = Math.floor(800 * random.next() ** 4)
  return {
    reposts: Math.floor(likes * 0.2) + 1,
    replies: Math.floor(likes * 0.1),
    likes,
    quotes: Math.floor(likes * 0.03),
    bookmarks: Math.floor(likes * 0.05),
    impressions: likes * 37 + random.below(400),
  }
}

function referenceTo(
  type: 'replied_to' | 'quoted',
  post: PostContent,
  random: Random,
): PostReference {
  return { type, id: post.id, post: random.chance(GONE_SHARE) ? null : post }
}
