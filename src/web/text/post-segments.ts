/**
 * A post's text cut into what the page draws: plain text, hashtags, mentions, cashtags and links, each with the parts
 * that match a keyword. Only what the network itself listed as hashtag or mention is one: `#` in the middle of
 * an address is not.
 */
export interface TextPiece {
  text: string
  isMatch: boolean
}

export type Segment =
  | { kind: 'text'; pieces: TextPiece[] }
  /** `value` without `#` or `@`. */
  | { kind: 'hashtag' | 'mention' | 'cashtag'; value: string; pieces: TextPiece[] }
  /** `address` is where it leads; the pieces are what is shown, which may be its short form. */
  | { kind: 'link'; address: string; pieces: TextPiece[] }

export interface SegmentOptions {
  terms: readonly string[]
  hashtags: readonly string[]
  mentions: readonly string[]
  /** Expanded addresses, in the order of their short forms in the text. */
  urls: readonly string[]
}

const ENTITY =
  /(?<link>https?:\/\/[^\s<>"]+)|(?<![\p{L}\p{N}_&/])(?:[#＃](?<hashtag>[\p{L}\p{M}\p{N}_]+)|[@＠](?<mention>[\p{L}\p{N}_](?:[\p{L}\p{N}_.@-]*[\p{L}\p{N}_])?)|\$(?<cashtag>[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?)(?![\p{L}\p{N}_]))/gu
const TRAILING_PUNCTUATION = /[.,;:!?)\]}'"…]+$/u
const MAX_SHOWN_ADDRESS = 42

export function segmentPostText(text: string, options: SegmentOptions): Segment[] {
  const matcher = createTermMatcher(options.terms)
  const expanded = expandShortLinks(text, options.urls)
  const hashtags = new Set(options.hashtags.map((tag) => tag.toLowerCase()))
  const segments: Segment[] = []
  let plainFrom = 0
  const addPlain = (until: number): void => {
    if (until <= plainFrom) return
    segments.push({ kind: 'text', pieces: splitByTerms(text.slice(plainFrom, until), matcher) })
  }
  for (const match of text.matchAll(ENTITY)) {
    const entity = readEntity(match, expanded, hashtags, options.mentions)
    if (entity === null) continue
    addPlain(match.index)
    segments.push({ ...entity.segment, pieces: splitByTerms(entity.shown, matcher) })
    plainFrom = match.index + entity.length
  }
  addPlain(text.length)
  return dropMediaLink(segments)
}

/** X ends a post with media by a link to that very media; it says nothing beside the media itself. */
const MEDIA_ADDRESS = /^https:\/\/(?:x|twitter)\.com\/[^/]+\/status\/\d+\/(?:photo|video)\/\d+$/u

function dropMediaLink(segments: Segment[]): Segment[] {
  const last = segments.at(-1)
  if (last?.kind !== 'link' || !MEDIA_ADDRESS.test(last.address)) return segments
  const kept = segments.slice(0, -1)
  const before = kept.at(-1)
  const piece = before?.kind === 'text' ? before.pieces.at(-1) : undefined
  if (piece !== undefined) piece.text = piece.text.trimEnd()
  return kept
}

/** What a link shows: host and path, cut; never the scheme. */
export function shortenAddress(address: string): string {
  const shown = address.replace(/^https?:\/\/(?:www\.)?/u, '').replace(/\/$/u, '')
  return shown.length > MAX_SHOWN_ADDRESS ? `${shown.slice(0, MAX_SHOWN_ADDRESS - 1)}…` : shown
}

type BareSegment =
  | { kind: 'hashtag' | 'mention' | 'cashtag'; value: string }
  | { kind: 'link'; address: string }

function readEntity(
  match: RegExpExecArray,
  expanded: ReadonlyMap<string, string>,
  hashtags: ReadonlySet<string>,
  mentions: readonly string[],
): { segment: BareSegment; shown: string; length: number } | null {
  const { link, hashtag, mention, cashtag } = match.groups ?? {}
  const whole = match[0]
  if (link !== undefined) {
    const written = link.replace(TRAILING_PUNCTUATION, '')
    const address = expanded.get(written) ?? written
    if (!URL.canParse(address)) return null
    return {
      segment: { kind: 'link', address },
      shown: shortenAddress(address),
      length: written.length,
    }
  }
  if (hashtag !== undefined) {
    if (!hashtags.has(hashtag.toLowerCase())) return null
    return { segment: { kind: 'hashtag', value: hashtag }, shown: whole, length: whole.length }
  }
  if (mention !== undefined) {
    // `@name.` at the end of a sentence: the longest listed handle that the text begins with is the one meant.
    const value = mentions
      .filter((handle) => mention.toLowerCase().startsWith(handle.toLowerCase()))
      .reduce((longest, handle) => (handle.length > longest.length ? handle : longest), '')
    if (value === '') return null
    const length = 1 + value.length
    return { segment: { kind: 'mention', value }, shown: whole.slice(0, length), length }
  }
  return { segment: { kind: 'cashtag', value: cashtag ?? '' }, shown: whole, length: whole.length }
}

/**
 * Short form → expanded address. Trusted only when the two lists can be paired without doubt: as many different short
 * links as addresses, or one more (X puts the link to the post's own media last). A wrong label would be worse
 * than none.
 */
function expandShortLinks(text: string, urls: readonly string[]): Map<string, string> {
  const shortLinks = new Set<string>()
  for (const [link] of text.matchAll(/https?:\/\/t\.co\/[A-Za-z0-9]+/gu)) shortLinks.add(link)
  const result = new Map<string, string>()
  if (shortLinks.size !== urls.length && shortLinks.size !== urls.length + 1) return result
  for (const [index, link] of [...shortLinks].entries()) {
    const address = urls[index]
    if (address !== undefined && /^https?:\/\//u.test(address)) result.set(link, address)
  }
  return result
}

const UNSPACED_SCRIPT =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Whole words in scripts that write spaces, anywhere in those that do not. Null without terms. */
function createTermMatcher(terms: readonly string[]): RegExp | null {
  const patterns = terms
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .toSorted((a, b) => b.length - a.length)
    .map((term) => {
      const escaped = RegExp.escape(term).replaceAll(/(?:\\x20|\s)+/gu, String.raw`\s+`)
      if (UNSPACED_SCRIPT.test(term)) return escaped
      const before = /^[#@$]/u.test(term) ? '' : String.raw`(?<![\p{L}\p{M}\p{N}_])`
      return `${before}${escaped}${String.raw`(?![\p{L}\p{M}\p{N}_])`}`
    })
  return patterns.length === 0 ? null : new RegExp(patterns.join('|'), 'giu')
}

function splitByTerms(text: string, matcher: RegExp | null): TextPiece[] {
  if (matcher === null) return [{ text, isMatch: false }]
  const pieces: TextPiece[] = []
  let from = 0
  for (const match of text.matchAll(matcher)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), isMatch: false })
    pieces.push({ text: match[0], isMatch: true })
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isMatch: false })
  return pieces
}
