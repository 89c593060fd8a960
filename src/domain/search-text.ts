/**
 * Text as search sees it: a list of tokens, the same for what is stored and for what is asked, on every database.
 *
 * Case, Latin/Greek/Cyrillic accents, full-width forms and joiners do not matter. Words end at anything that is no letter, digit or mark.
 * Scripts that are written without spaces (Chinese, Japanese, Thai…) and Korean, whose words carry their particles, become pairs of
 * characters, and the last character of a run once more alone: so any part of a run is found, one character too.
 * Emoji are words. Shortened links (t.co) are left out: nobody looks for them, and they are in every second post.
 */

const SHORT_LINK = /https?:\/\/t\.co\/\w+/gi
const UNSPACED =
  '[[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{scx=Bopomofo}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}]&&[\\p{L}\\p{N}\\p{M}]]'
const TOKEN = new RegExp(
  [
    `(?<unspaced>${UNSPACED}+)`,
    `[[\\p{L}\\p{N}\\p{M}]--${UNSPACED}]+`,
    '[\\u{1F1E6}-\\u{1F1FF}]{2}',
    '\\p{Extended_Pictographic}',
  ].join('|'),
  'gv',
)
const ASCII_TOKEN = /[a-z0-9]+/g
// oxlint-disable-next-line no-control-regex -- the range of ASCII
const IS_ASCII = /^[\x00-\x7f]*$/

/** A run of text between separators. `isUnspaced`: every character counts, see above. */
export interface TextRun {
  readonly text: string
  readonly isUnspaced: boolean
}

export function textRuns(text: string): TextRun[] {
  const plain = text.replace(SHORT_LINK, ' ')
  if (IS_ASCII.test(plain)) {
    return (plain.toLowerCase().match(ASCII_TOKEN) ?? []).map((run) => ({
      text: run,
      isUnspaced: false,
    }))
  }
  return [...fold(plain).matchAll(TOKEN)].map((match) => ({
    text: match[0],
    isUnspaced: match.groups?.['unspaced'] !== undefined,
  }))
}

/** Tokens of a stored text, in order. */
export function searchTokens(text: string): string[] {
  const tokens: string[] = []
  for (const run of textRuns(text)) {
    if (run.isUnspaced) tokens.push(...pairTokens(run.text, true))
    else tokens.push(run.text)
  }
  return tokens
}

/** `abc` → `ab` `bc`, and `c` when `withLast`. A single character is itself. */
export function pairTokens(run: string, withLast: boolean): string[] {
  const characters = Array.from(run)
  const tokens: string[] = []
  for (let i = 0; i + 1 < characters.length; i++) tokens.push(characters[i]! + characters[i + 1]!)
  if (withLast || characters.length === 1) tokens.push(characters.at(-1)!)
  return tokens
}

function fold(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .normalize('NFD')
      // Accents of Latin, Greek and Cyrillic; variation selectors and the joiner inside emoji.
      .replace(/[\u0300-\u036f\ufe00-\ufe0f\u200d]/g, '')
      .normalize('NFC')
      .replaceAll('ς', 'σ')
  )
}
