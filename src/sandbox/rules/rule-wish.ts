/**
 * One way to satisfy a rule: what a post must have and must not have. Of alternatives one is chosen
 * at random; a rule that asks for what the sandbox cannot make gives a wish all the same, and the
 * finished post is judged by the rule itself.
 */
import type { RuleNode, RuleTerm } from '../../match/rule.ts'
import type { Random } from '../random.ts'

export type ContentKind = 'post' | 'repost' | 'reply' | 'quote'

/** A word the post must contain. */
export interface WishWord {
  readonly kind: 'text' | 'hashtag' | 'mention' | 'cashtag'
  /** Without its sign. */
  readonly value: string
}

export interface Range {
  readonly min: number
  readonly max: number
}

export interface Wish {
  readonly words: WishWord[]
  /** Words of addresses. */
  readonly addresses: string[]
  readonly kinds: Set<ContentKind>
  readonly excludedKinds: Set<ContentKind>
  /** Flags of `has:` and `is:verified`. */
  readonly features: Set<string>
  readonly excludedFeatures: Set<string>
  /** Arguments of the other operators by name: `lang`, `from`, `to`, `bio`, `place`, … */
  readonly values: Map<string, string>
  /**
   * Numbers of the author: `followers_count`, `tweets_count`, `following_count`, `listed_count`.
   */
  readonly counts: Map<string, Range>
}

export function createWish(rule: RuleNode, random: Random): Wish {
  const wish: Wish = {
    words: [],
    addresses: [],
    kinds: new Set(),
    excludedKinds: new Set(),
    features: new Set(),
    excludedFeatures: new Set(),
    values: new Map(),
    counts: new Map(),
  }
  collect(rule, false, wish, random)
  return wish
}

/** `-(a OR b)` excludes both, `-(a b)` is met when one of them is missing. */
function collect(node: RuleNode, isOutside: boolean, wish: Wish, random: Random): void {
  const isNegated = node.negated !== isOutside
  if (node.kind === 'term') {
    if (isNegated) exclude(node, wish)
    else require(node, wish)
    return
  }
  const takesAll = (node.kind === 'and') !== isNegated
  const children = takesAll ? node.children : [random.pick(node.children)]
  for (const child of children) collect(child, isNegated, wish, random)
}

function require(term: RuleTerm, wish: Wish): void {
  const { operator, value } = term
  switch (operator) {
    case 'keyword':
    case 'phrase':
    case 'proximity':
      wish.words.push({ kind: 'text', value })
      break
    case 'hashtag':
    case 'mention':
    case 'cashtag':
      wish.words.push({ kind: operator, value })
      break
    case 'url':
    case 'url_contains':
      wish.addresses.push(value)
      break
    case 'is':
      if (value === 'verified') wish.features.add(value)
      else wish.kinds.add(kindOf(value))
      break
    case 'has':
      wish.features.add(value)
      break
    case 'min_followers':
    case 'followers_count':
    case 'tweets_count':
    case 'following_count':
    case 'listed_count':
      wish.counts.set(operator.replace('min_followers', 'followers_count'), rangeOf(value))
      break
    default:
      wish.values.set(operator, value)
      requireKind(operator, wish)
  }
}

function requireKind(operator: string, wish: Wish): void {
  if (operator.startsWith('retweets_of')) wish.kinds.add('repost')
  if (operator === 'to' || operator === 'in_reply_to_tweet_id') wish.kinds.add('reply')
  if (operator === 'conversation_id') wish.kinds.add('reply')
}

function exclude({ operator, value }: RuleTerm, wish: Wish): void {
  if (operator === 'has') {
    wish.excludedFeatures.add(value)
    // A picture stands in the text as a link.
    if (value === 'links') wish.excludedFeatures.add('media')
  } else if (operator === 'is') {
    if (value === 'verified') wish.excludedFeatures.add(value)
    else if (value !== 'nullcast') wish.excludedKinds.add(kindOf(value))
  }
}

function kindOf(flag: string): ContentKind {
  return flag === 'retweet'
    ? 'repost'
    : flag === 'reply'
      ? 'reply'
      : flag === 'quote'
        ? 'quote'
        : 'post'
}

/** `1000` is "at least so many", `10..100` both ends included. */
export function rangeOf(value: string): Range {
  const [min, max] = value.split('..')
  return { min: Number(min), max: max === undefined ? Number.POSITIVE_INFINITY : Number(max) }
}
