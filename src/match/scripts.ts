/** Scripts whose words are written without spaces between them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Whether a word may stand inside a longer run of characters and still be a word. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text)
}
