/**
 * How X cuts text into tokens: at white space, punctuation and symbols. A keyword is compared with whole tokens, so
 * `cola` is in "coca-cola" and not in "cocacola", and `snow` is in "wikipedia.org/wiki/Snow".
 *
 * The separators are those of the PowerTrack documentation (ASCII list and five ranges) plus every further character of
 * the categories it names: punctuation, symbol, separator. `$` is the one deliberate exception: a cashtag is one token.
 * Beyond the documentation: an emoji is a token of its own (skin tones and joined parts are tokens too, variation
 * selectors count for nothing), and a combining mark belongs to the letter before it, so that decomposed text is not cut.
 */

export interface TokenList {
  /** Folded, in the order of the text. */
  readonly tokens: readonly string[]
  /** UTF-16 units from 0; `ends` is exclusive. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

export const CHARACTER = { unknown: 0, separator: 1, word: 2, mark: 3, pictograph: 4 } as const
export type CharacterClass = (typeof CHARACTER)[keyof typeof CHARACTER]

const DOLLAR = 0x24
const FULL_WIDTH_DOLLAR = 0xff04
/** First of the pictographs that text shows as pictures; © ™ ‼ and the like below it are punctuation to X. */
const FIRST_PICTOGRAPH = 0x231a

/** Inclusive, as X documents them; ASCII is decided by category below. */
const SEPARATOR_RANGES: readonly (readonly [number, number])[] = [
  [0x7b, 0xbf],
  [0x2b0, 0x37f],
  [0x2000, 0x2bff],
  [0xff00, 0xff03],
  [0xff05, 0xff0f],
]

const MARK = /^\p{M}$/u
const PICTOGRAPH = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]$/u
const SEPARATOR = /^[\p{P}\p{S}\p{Z}\p{Cc}\p{Cf}\p{Cs}]$/u
const VARIATION_SELECTORS = /[\uFE00-\uFE0F]/g

const basicPlane = new Uint8Array(0x10000)

/** What a code point is to the tokenizer. Remembered for the basic plane. */
export function classOfCodePoint(codePoint: number): CharacterClass {
  if (codePoint > 0xffff) return classify(codePoint)
  const known = basicPlane[codePoint]!
  if (known !== CHARACTER.unknown) return known as CharacterClass
  const found = classify(codePoint)
  basicPlane[codePoint] = found
  return found
}

function classify(codePoint: number): CharacterClass {
  if (codePoint === DOLLAR || codePoint === FULL_WIDTH_DOLLAR) return CHARACTER.word
  const character = String.fromCodePoint(codePoint)
  if (codePoint >= FIRST_PICTOGRAPH && PICTOGRAPH.test(character)) return CHARACTER.pictograph
  const isCombining = codePoint >= 0x300 && codePoint <= 0x36f
  if (!isCombining && isInSeparatorRange(codePoint)) return CHARACTER.separator
  if (MARK.test(character)) return CHARACTER.mark
  return SEPARATOR.test(character) ? CHARACTER.separator : CHARACTER.word
}

function isInSeparatorRange(codePoint: number): boolean {
  return SEPARATOR_RANGES.some(([first, last]) => codePoint >= first && codePoint <= last)
}

/** Tokens of a text with their places. Linear in the text's length. */
export function tokenize(text: string): TokenList {
  const tokens: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  const push = (start: number, end: number): void => {
    tokens.push(foldCase(text.slice(start, end)))
    starts.push(start)
    ends.push(end)
  }
  let wordStart = -1
  for (let at = 0; at < text.length;) {
    const codePoint = text.codePointAt(at)!
    let next = at + (codePoint > 0xffff ? 2 : 1)
    const kind = classOfCodePoint(codePoint)
    if (kind === CHARACTER.word) {
      if (wordStart < 0) wordStart = at
    } else if (kind !== CHARACTER.mark) {
      if (wordStart >= 0) push(wordStart, at)
      wordStart = -1
    }
    if (kind === CHARACTER.pictograph) {
      next = endOfPictograph(text, codePoint, next)
      push(at, next)
    }
    at = next
  }
  if (wordStart >= 0) push(wordStart, text.length)
  return { tokens, starts, ends }
}

/** Two regional indicators are one flag; every other pictograph stands alone. */
export function endOfPictograph(text: string, codePoint: number, next: number): number {
  if (!isRegionalIndicator(codePoint)) return next
  const following = text.codePointAt(next)
  return following !== undefined && isRegionalIndicator(following) ? next + 2 : next
}

function isRegionalIndicator(codePoint: number): boolean {
  return codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff
}

/**
 * Unicode full case folding of composed text: `STRASSE` is `straße`, `ΟΔΟΣ` is `οδος`. Diacritics stay: X's streams tell
 * `diacrítica` from `diacritica`. The Turkish dotless ı stays itself, as in Unicode's default folding.
 */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  const composed = text.normalize('NFC').replace(VARIATION_SELECTORS, '')
  return composed.split('ı').map(foldComposed).join('ı')
}

/** Lower, upper, lower reaches what lower alone does not: ß and ss, the ligatures, letters with two capitals. */
function foldComposed(text: string): string {
  const folded = text.toLowerCase().toUpperCase().toLowerCase()
  return folded.replaceAll('ς', 'σ').normalize('NFC')
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false
  return true
}
