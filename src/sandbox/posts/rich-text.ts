/**
 * A post's text with its entities, as X gives it: `&`, `<` and `>` escaped, and `start`/`end`
 * counted in Unicode code points of the escaped text (`end` exclusive). UTF-16 offsets would be
 * wrong after the first emoji, unescaped ones after the first `&amp;`.
 */
import type { SandboxUser } from './post-content.ts'

export interface Link {
  /** The t.co address that stands in the text. */
  readonly url: string
  readonly expandedUrl: string
  readonly displayUrl: string
  /** What X found behind the address; absent for links to X itself. */
  readonly page: { readonly title: string; readonly description: string } | null
  /** Set when the link stands for an attached picture or video. */
  readonly mediaKey: string | null
}

export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hashtag'; readonly tag: string }
  | { readonly kind: 'cashtag'; readonly tag: string }
  | { readonly kind: 'mention'; readonly user: SandboxUser }
  | { readonly kind: 'url'; readonly link: Link }

/** How a segment reads, unescaped. */
function plainOf(segment: Segment): string {
  switch (segment.kind) {
    case 'text':
      return segment.text
    case 'hashtag':
      return `#${segment.tag}`
    case 'cashtag':
      return `$${segment.tag}`
    case 'mention':
      return `@${segment.user.username}`
    case 'url':
      return segment.link.url
  }
}

export function plainText(segments: readonly Segment[]): string {
  return segments.map(plainOf).join('')
}

export interface RenderedText {
  readonly text: string
  /** Lists that would be empty are left out; null when there is nothing at all. */
  readonly entities: Readonly<Record<string, readonly Record<string, unknown>[]>> | null
}

const LIST_OF = {
  hashtag: 'hashtags',
  cashtag: 'cashtags',
  mention: 'mentions',
  url: 'urls',
} as const

export function renderText(segments: readonly Segment[]): RenderedText {
  const lists: Record<string, Record<string, unknown>[]> = {}
  let text = ''
  let offset = 0
  for (const segment of segments) {
    const piece = escapeText(plainOf(segment))
    const start = offset
    text += piece
    offset += countCodePoints(piece)
    if (segment.kind === 'text') continue
    const list = (lists[LIST_OF[segment.kind]] ??= [])
    list.push({ start, end: offset, ...entityOf(segment) })
  }
  return { text, entities: Object.keys(lists).length > 0 ? lists : null }
}

function entityOf(segment: Exclude<Segment, { kind: 'text' }>): Record<string, unknown> {
  switch (segment.kind) {
    case 'hashtag':
    case 'cashtag':
      return { tag: segment.tag }
    case 'mention':
      return { username: segment.user.username, id: segment.user.id }
    case 'url': {
      const { link } = segment
      return {
        url: link.url,
        expanded_url: link.expandedUrl,
        display_url: link.displayUrl,
        ...(link.page && { status: 200, ...link.page, unwound_url: link.expandedUrl }),
        ...(link.mediaKey !== null && { media_key: link.mediaKey }),
      }
    }
  }
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export function countCodePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/**
 * Length as X counts a post: most scripts one a character, CJK and emoji two, links 23.
 * (twitter-text v3: ranges 0–10FF, 2000–200D, 2010–201F, 2032–2037 weigh one.)
 */
export function weightedLength(segments: readonly Segment[]): number {
  let length = 0
  for (const segment of segments) {
    if (segment.kind === 'url') length += 23
    else for (const character of plainOf(segment)) length += weightOf(character.codePointAt(0)!)
  }
  return length
}

function weightOf(codePoint: number): 1 | 2 {
  const single =
    codePoint <= 0x10ff ||
    (codePoint >= 0x2000 && codePoint <= 0x200d) ||
    (codePoint >= 0x2010 && codePoint <= 0x201f) ||
    (codePoint >= 0x2032 && codePoint <= 0x2037)
  return single ? 1 : 2
}

/**
 * The beginning of a text, at most `maxWeight` with the closing `…`. Entities are kept whole or
 * left out; plain text is cut between words where there are spaces.
 */
export function cutSegments(segments: readonly Segment[], maxWeight: number): Segment[] {
  if (weightedLength(segments) <= maxWeight) return [...segments]
  const kept: Segment[] = []
  let rest = maxWeight - weightOf('…'.codePointAt(0)!)
  for (const segment of segments) {
    const weight = weightedLength([segment])
    if (weight <= rest) {
      kept.push(segment)
      rest -= weight
      continue
    }
    if (segment.kind === 'text') kept.push({ kind: 'text', text: cutText(segment.text, rest) })
    break
  }
  return [...kept, { kind: 'text', text: '…' }]
}

function cutText(text: string, maxWeight: number): string {
  let weight = 0
  let end = 0
  for (const character of text) {
    weight += weightOf(character.codePointAt(0)!)
    if (weight > maxWeight) break
    end += character.length
  }
  const cut = text.slice(0, end)
  const lastSpace = cut.lastIndexOf(' ')
  return lastSpace > end / 2 ? cut.slice(0, lastSpace) : cut
}
