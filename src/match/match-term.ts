/**
 * Does one term hold for a document? Three-valued: null where a post does not carry what the operator asks for.
 * What X documents for its streams: texts and entities of the quoted post count, a place never does for reposts.
 */
import { findNear, findPhrase, patternOf } from './find-words.ts'
import { indexDocument, isPartial, isQuote, type DocumentIndex } from './index-document.ts'
import type { MatchDocument, RuleTerm, Verdict } from './rule.ts'
import { foldCase } from './tokenize.ts'

/** The term without its negation. */
export function matchTerm(term: RuleTerm, document: MatchDocument): Verdict {
  const { operator, value } = term
  switch (operator) {
    case 'keyword':
    case 'phrase':
    case 'proximity':
      return matchWords(term, document)
    case 'hashtag':
      return inContent(document, indexDocument(document).hashtags.has(foldCase(value)))
    case 'mention':
      return inContent(document, indexDocument(document).mentions.has(foldCase(value)))
    case 'cashtag':
      return inContent(document, indexDocument(document).cashtags.has(foldCase(value)))
    case 'url':
    case 'url_contains':
      return inContent(document, matchAddress(term, indexDocument(document)))
    case 'from':
      return matchAccount(value, document.author)
    case 'to':
      return isReply(document) ? matchAccount(value, document.replyTo) : false
    case 'retweets_of':
      return document.kind === 'repost' ? matchAccount(value, document.repostOf) : false
    case 'is':
      return matchIs(value, document)
    case 'has':
      return matchHas(value, document)
    case 'lang':
      return matchLanguage(value, document.lang)
    default:
      return matchReference(term, document)
  }
}

/** What is not found is unknown, not absent, when the quoted post's text is missing. */
function inContent(document: MatchDocument, isFound: boolean): Verdict {
  if (isFound) return true
  return isPartial(document) ? null : false
}

function matchWords(term: RuleTerm, document: MatchDocument): Verdict {
  const index = indexDocument(document)
  const pattern = patternOf(term)
  const { words } = pattern
  if (words.every((word) => index.tokens.has(word))) {
    const isNear = term.operator === 'proximity'
    const isFound = index.fields.some((field) =>
      isNear
        ? findNear(field, words, term.distance ?? 0) !== null
        : findPhrase(field, pattern).length > 0,
    )
    if (isFound) return true
  }
  if (isPartial(document)) return null
  // Whether X finds such a word inside a longer run is documented nowhere: neither yes nor no.
  if (pattern.isUnspaced && [...index.tokens].some((token) => token.includes(words[0]!)))
    return null
  return false
}

function matchAddress(term: RuleTerm, index: DocumentIndex): boolean {
  if (term.operator === 'url_contains') {
    const part = foldCase(term.value)
    return index.addresses.some((address) => foldCase(address.text).includes(part))
  }
  const pattern = patternOf(term)
  return index.addresses.some((address) => findPhrase(address, pattern).length > 0)
}

/** A name or a numeric id; a handle that is not known leaves a name open. */
function matchAccount(
  value: string,
  account: { readonly id: string | null; readonly handle: string | null } | null,
): Verdict {
  if (account === null) return null
  if (account.id === value) return true
  if (account.handle !== null && foldCase(account.handle) === foldCase(value)) return true
  const isId = /^\d+$/.test(value)
  return account.handle === null || (isId && account.id === null) ? null : false
}

function isReply(document: MatchDocument): boolean {
  return document.kind === 'reply' || document.replyToPostId !== null || document.replyTo !== null
}

function matchIs(flag: string, document: MatchDocument): Verdict {
  const { kind } = document
  switch (flag) {
    case 'retweet':
      return kind === 'repost'
    case 'reply':
      // X's streams also mean replies inside quotes and reposts, which a post does not tell.
      if (isReply(document)) return true
      return kind === 'repost' || isQuote(document) ? null : false
    case 'quote':
      if (isQuote(document)) return true
      return kind === 'repost' ? null : false
    case 'nullcast':
      // Posts made for advertising only carry no mark, and none reaches Magpie but through X's own rules.
      return false
    default:
      return null
  }
}

function matchHas(flag: string, document: MatchDocument): Verdict {
  const index = indexDocument(document)
  const { mediaTypes } = document
  switch (flag) {
    case 'hashtags':
      return inContent(document, index.hashtags.size > 0)
    case 'mentions':
      return inContent(document, index.mentions.size > 0)
    case 'cashtags':
      return inContent(document, index.cashtags.size > 0)
    case 'links':
      return inContent(document, index.addresses.length > 0 || mediaTypes.length > 0)
    case 'media':
      return ofQuotedMedia(document, mediaTypes.length > 0)
    case 'images':
      return ofQuotedMedia(document, mediaTypes.includes('photo'))
    case 'video_link':
      return ofQuotedMedia(document, mediaTypes.includes('video'))
    case 'geo':
      return document.kind === 'repost' ? false : document.hasGeo
    default:
      return null
  }
}

/** The quoted post's media count, and are not known. */
function ofQuotedMedia(document: MatchDocument, isFound: boolean): Verdict {
  if (isFound) return true
  return isQuote(document) ? null : false
}

/** `lang:zh` means every Chinese; a post marked `zh` may be either `zh-CN` or `zh-TW`. */
function matchLanguage(value: string, lang: string | null): Verdict {
  if (lang === null) return null
  if (lang === value) return true
  const wanted = canonicalLanguage(value)
  const given = canonicalLanguage(lang)
  if (given === wanted || given.startsWith(`${wanted}-`)) return true
  return wanted.startsWith(`${given}-`) ? null : false
}

const LANGUAGE_ALIASES: Readonly<Record<string, string>> = {
  he: 'iw',
  id: 'in',
  nb: 'no',
  nn: 'no',
  fil: 'tl',
  'zh-hans': 'zh-cn',
  'zh-hant': 'zh-tw',
}

function canonicalLanguage(tag: string): string {
  const folded = tag.toLowerCase().replaceAll('_', '-')
  return Object.hasOwn(LANGUAGE_ALIASES, folded) ? LANGUAGE_ALIASES[folded]! : folded
}

function matchReference(term: RuleTerm, document: MatchDocument): Verdict {
  const { operator, value } = term
  const { kind } = document
  switch (operator) {
    case 'conversation_id':
      return document.conversationId === null ? null : document.conversationId === value
    case 'in_reply_to_tweet_id':
      if (document.replyToPostId !== null) return document.replyToPostId === value
      return kind === 'reply' ? null : false
    case 'retweets_of_tweet_id':
      if (kind !== 'repost') return false
      return document.repostOf === null ? null : document.repostOf.postId === value
    case 'quotes_of_tweet_id':
      if (document.quoteOfPostId !== null) return document.quoteOfPostId === value
      return kind === 'quote' ? null : false
    case 'place':
    case 'place_country':
    case 'point_radius':
    case 'bounding_box':
      return kind === 'repost' || document.hasGeo === false ? false : null
    default:
      return null
  }
}
