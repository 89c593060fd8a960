/**
 * Text as search sees it: a list of tokens, the same for what is stored and for what is asked, on every database.
 *
 * Case, accents of Latin and Greek letters, full-width forms and joiners do not matter. Words end at anything that is no letter, digit
 * or mark. Scripts that are written without spaces (Chinese, Japanese, Thai…) and Korean, whose words carry their particles, become
 * pairs of characters, and the last character of a run once more alone: so any part of a run is found, one character too.
 * Emoji are words. Shortened links (t.co) are left out: nobody looks for them, and they are in every second post.
 */

const SHORT_LINK = /https?:\/\/t\.co\/\w+/g
const UNSPACED =
  '[[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{scx=Bopomofo}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}]&&[\\p{L}\\p{N}\\p{M}]]'
const TOKEN = new RegExp(
  [
    `${UNSPACED}+`,
    `[[\\p{L}\\p{N}\\p{M}]--${UNSPACED}]+`,
    '[\\u{1F1E6}-\\u{1F1FF}]{2}',
    '\\p{Extended_Pictographic}',
  ].join('|'),
  'gv',
)
const IS_UNSPACED = new RegExp(`^${UNSPACED}`, 'v')
const ASCII_TOKEN = /[a-z0-9]+/g
// oxlint-disable-next-line no-control-regex -- the range of ASCII
const IS_ASCII = /^[\x00-\x7f]*$/
/** Latin and Greek letters with accents, and accents by themselves. */
const MAY_HAVE_ACCENTS = /[\u00c0-\u024f\u0370-\u03ff\u1e00-\u1fff]|\p{Mn}/u
/** Only on Latin and Greek letters: й is no и, and a Japanese が no か. */
const ACCENTS = /(?<=[a-z\u03b1-\u03c9])[\u0300-\u036f]+/g
/** Variation selectors, and the joiner inside emoji. */
const JOINERS = /[\ufe00-\ufe0f\u200d]/g

/** A run of text between separators. `isUnspaced`: every character counts, see above. */
export interface TextRun {
  readonly text: string
  readonly isUnspaced: boolean
}

export function textRuns(text: string): TextRun[] {
  return split(text).map((run) => ({ text: run, isUnspaced: isUnspaced(run) }))
}

/** Tokens of a stored text, in order. */
export function searchTokens(text: string): string[] {
  const runs = split(text)
  if (!runs.some(isUnspaced)) return runs
  return runs.flatMap((run) => (isUnspaced(run) ? pairTokens(run, true) : run))
}

/** `abc` → `ab` `bc`, and `c` when `withLast`. A single character is itself. */
export function pairTokens(run: string, withLast: boolean): string[] {
  const characters = Array.from(run)
  const tokens: string[] = []
  for (let i = 0; i + 1 < characters.length; i++) tokens.push(characters[i]! + characters[i + 1]!)
  if (withLast || characters.length === 1) tokens.push(characters.at(-1)!)
  return tokens
}

function split(text: string): string[] {
  const plain = text.includes('//t.co/') ? text.replace(SHORT_LINK, ' ') : text
  if (IS_ASCII.test(plain)) return plain.toLowerCase().match(ASCII_TOKEN) ?? []
  return fold(plain).match(TOKEN) ?? []
}

function isUnspaced(run: string): boolean {
  // Thai is the first of these scripts.
  return run.charCodeAt(0) >= 0x0e00 && IS_UNSPACED.test(run)
}

function fold(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase().replace(JOINERS, '')
  if (!MAY_HAVE_ACCENTS.test(lower)) return lower
  return lower.normalize('NFD').replace(ACCENTS, '').normalize('NFC').replaceAll('ς', 'σ')
}
