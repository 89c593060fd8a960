/** Where the words of a keyword, a phrase or a proximity term stand in a list of tokens. */
import type { RuleTerm } from './rule.ts'
import { isUnspaced } from './scripts.ts'
import { tokenize, type TokenList } from './tokenize.ts'

/** The words a term looks for, folded, prepared once per term. */
export interface WordPattern {
  readonly words: readonly string[]
  /** Per word: the quotes contain `#word`, which finds the word and not the hashtag (X: `"#hashtag"`). */
  readonly notTagged: readonly boolean[]
  /** A single word that may stand inside a run of characters without spaces. */
  readonly isUnspaced: boolean
}

/** The sign of a cashtag is white space in quotes (X: `"$cashtag"` finds the word); that of a price is not. */
const CASHTAG_SIGN = /\$(?=[a-z]{1,6}(?:[._][a-z]{1,2})?(?![\p{L}\p{N}]))/giu

const patterns = new WeakMap<RuleTerm, WordPattern>()

export function patternOf(term: RuleTerm): WordPattern {
  const known = patterns.get(term)
  if (known) return known
  const isKeyword = term.operator === 'keyword'
  const source = isKeyword ? term.value : term.value.replace(CASHTAG_SIGN, ' ')
  const { tokens, starts } = tokenize(source)
  const pattern = {
    words: tokens,
    notTagged: starts.map((start) => term.operator === 'phrase' && source[start - 1] === '#'),
    isUnspaced: tokens.length === 1 && isUnspaced(tokens[0]!),
  }
  patterns.set(term, pattern)
  return pattern
}

/** Indexes of the tokens at which the words stand one directly behind the other. */
export function findPhrase(list: TokenList & { text: string }, pattern: WordPattern): number[] {
  const { words, notTagged } = pattern
  const found: number[] = []
  if (words.length === 0) return found
  for (let at = 0; at + words.length <= list.tokens.length; at++) {
    const isHere = words.every(
      (word, offset) =>
        list.tokens[at + offset] === word &&
        !(notTagged[offset]! && list.text[list.starts[at + offset]! - 1] === '#'),
    )
    if (isHere) found.push(at)
  }
  return found
}

/**
 * Indexes of the tokens of one place where the words are close: at most `distance` other tokens between two words in
 * the order of the term, two fewer when they are turned round. For more than two words this is the span of their
 * shifts against the term's own order. Null when they are nowhere so close.
 */
export function findNear(
  list: TokenList,
  words: readonly string[],
  distance: number,
): number[] | null {
  const places = new Map<string, number[]>(words.map((word) => [word, []]))
  list.tokens.forEach((token, at) => places.get(token)?.push(at))
  if (words.length === 0 || words.some((word) => places.get(word)!.length === 0)) return null
  for (const [at, word] of words.entries()) {
    for (const place of places.get(word)!) {
      const found = fillWindow(words, places, place - at, distance)
      if (found) return found
    }
  }
  return null
}

/** One token per word with a shift in [lowest, lowest + distance], none used twice; null when there are not. */
function fillWindow(
  words: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  lowest: number,
  distance: number,
): number[] | null {
  const chosen: number[] = []
  const lastUsed = new Map<string, number>()
  for (const [at, word] of words.entries()) {
    const first = Math.max(lowest + at, (lastUsed.get(word) ?? -1) + 1)
    const place = firstFrom(places.get(word)!, first)
    if (place === undefined || place > lowest + at + distance) return null
    chosen.push(place)
    lastUsed.set(word, place)
  }
  return chosen
}

/** The lowest of sorted numbers that is not below `least`. */
export function firstFrom(sorted: readonly number[], least: number): number | undefined {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < least) low = middle + 1
    else high = middle
  }
  return sorted[low]
}
