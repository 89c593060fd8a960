/**
 * Hashtags, mentions, cashtags and links of a text, by the rules of twitter-text: what X recognises, and so what its
 * operators `#`, `@`, `$` and `url:` see. Used where a post brings no list of them: cashtags, and the quoted post.
 */
import type { Position } from './rule.ts'

export interface Entity extends Position {
  /** Without its sign, as written. The place includes the sign. */
  readonly value: string
}

const SPACE = '\\t-\\r \\x85\\xA0\\u1680\\u180E\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000'
const PUNCTUATION = "!'#%&()*+,\\\\\\-./:;<=>?@\\[\\]^_{|}~$"
/** Letters and marks, digits, and the few joiners that twitter-text lets into a hashtag. */
const TAG =
  '\\p{L}\\p{M}\\p{Nd}_\\u200C\\u200D\\uA67E\\u30A0\\u30FB\\u3003\\u0F0B\\u0F0C\\u00B7\\u05BE\\u05F3\\u05F4\\uFF5E\\u301C\\u309B\\u309C'

const CASHTAG = new RegExp(
  `(^|[${SPACE}])\\$([a-zA-Z]{1,6}(?:[._][a-zA-Z]{1,2})?)(?=$|\\s|[${PUNCTUATION}])`,
  'gu',
)
const HASHTAG = new RegExp(
  `(?:(?<![${TAG}&])|(?<=[\\uFE0E\\uFE0F]))[#＃](?![\\uFE0F\\u20E3])(?=([${TAG}]+))\\1(?![#＃]|:\\/\\/)`,
  'gu',
)
const MENTION =
  /(?:(?<![a-zA-Z0-9_!#$%&*@＠/])|(?<=(?:^|[^a-zA-Z0-9_+~.-])[rR][tT]:?))[@＠]([a-zA-Z0-9_]{1,20})(?![a-zA-Z0-9_@＠\u00C0-\u024F]|:\/\/)/g
const LINK = /(?<![A-Za-z0-9@＠$#＃])https?:\/\/[^\s<>"“”]+/giu
const HAS_LETTER = /[\p{L}\p{M}]/u

export function extractCashtags(text: string): Entity[] {
  if (!text.includes('$')) return []
  return [...text.matchAll(CASHTAG)].map((match) => ({
    value: match[2]!,
    position: match.index + match[1]!.length,
    length: match[2]!.length + 1,
  }))
}

/** A tag has at least one letter, and none is taken from inside a link. */
export function extractHashtags(text: string): Entity[] {
  if (!text.includes('#') && !text.includes('＃')) return []
  const links = extractLinks(text)
  return [...text.matchAll(HASHTAG)]
    .filter((match) => HAS_LETTER.test(match[1]!) && !isInside(match.index, links))
    .map(toEntity)
}

export function extractMentions(text: string): Entity[] {
  if (!text.includes('@') && !text.includes('＠')) return []
  const links = extractLinks(text)
  return [...text.matchAll(MENTION)].filter((match) => !isInside(match.index, links)).map(toEntity)
}

/** Addresses with a scheme, as they stand in the text. */
export function extractLinks(text: string): Entity[] {
  if (!text.includes('://')) return []
  return [...text.matchAll(LINK)].map((match) => ({
    value: match[0],
    position: match.index,
    length: match[0].length,
  }))
}

function toEntity(match: RegExpExecArray): Entity {
  return { value: match[1]!, position: match.index, length: match[0].length }
}

function isInside(position: number, links: readonly Entity[]): boolean {
  return links.some((link) => position >= link.position && position < link.position + link.length)
}
