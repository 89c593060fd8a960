/** All languages the sandbox writes in, and which of them suits a rule's words. */
import { CHINESE, JAPANESE, KOREAN } from './east-asian.ts'
import { ENGLISH } from './english.ts'
import { GERMAN, TURKISH } from './germanic-turkic.ts'
import { ARABIC, HEBREW, HINDI, RUSSIAN } from './other-scripts.ts'
import { FRENCH, ITALIAN, PORTUGUESE, SPANISH } from './romance.ts'
import type { TextBank } from './text-bank.ts'

export const TEXT_BANKS: readonly TextBank[] = [
  ENGLISH,
  SPANISH,
  PORTUGUESE,
  FRENCH,
  ITALIAN,
  GERMAN,
  TURKISH,
  JAPANESE,
  CHINESE,
  KOREAN,
  ARABIC,
  HEBREW,
  RUSSIAN,
  HINDI,
]

const SCRIPTS: readonly (readonly [pattern: RegExp, banks: readonly TextBank[]])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, [JAPANESE]],
  [/\p{Script=Han}/u, [CHINESE, JAPANESE]],
  [/\p{Script=Hangul}/u, [KOREAN]],
  [/\p{Script=Arabic}/u, [ARABIC]],
  [/\p{Script=Hebrew}/u, [HEBREW]],
  [/\p{Script=Cyrillic}/u, [RUSSIAN]],
  [/\p{Script=Devanagari}/u, [HINDI]],
]

/** Banks in which `words` can stand: those of its script, or all for Latin words and emoji. */
export function banksFor(words: string): readonly TextBank[] {
  return SCRIPTS.find(([pattern]) => pattern.test(words))?.[1] ?? TEXT_BANKS
}

/** X's code of a language may have other forms; null when the sandbox does not write in it. */
export function bankOfLang(lang: string): TextBank | null {
  const wanted = lang.toLowerCase()
  const canonical = wanted === 'he' ? 'iw' : (wanted.split('-')[0] ?? wanted)
  return TEXT_BANKS.find((bank) => bank.lang === canonical) ?? null
}
