/**
 * A hash table from tokens to values that is read straight from a text: each token is hashed while it is scanned and
 * compared only when its hash is there, so that the words of a post that nobody asks for cost no string.
 *
 * It cuts and folds exactly as tokenize.ts does (a property test compares them). Characters that fold by themselves to
 * one code unit go through a table; a token with any other (ß, combining marks, letters beyond the basic plane, emoji)
 * is cut out and folded as a string.
 */
import { CHARACTER, classOfCodePoint, endOfPictograph, foldCase } from './tokenize.ts'

interface Entry<T> {
  readonly token: string
  readonly value: T
}

/** What a code unit means to the scan: its folded unit, or one of the three below. */
const folds = new Uint16Array(0x10000)
const UNKNOWN = 0
const SEPARATOR = 0xfffe
/** Cannot be folded by itself: depends on its neighbours, becomes several units, or is half a code point. */
const TOGETHER = 0xffff
const FIRST_CAPACITY = 1024
/** In `#hashes`: nothing is here. No token has this hash. */
const EMPTY = 0
const HASH_SEED = 0x811c9dc5 | 0
const HASH_PRIME = 0x01000193
/** Conjoining letters of Hangul: the only ones besides marks that composition joins. */
const HANGUL_PART = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/

/** Open addressing, at most half full: a look at a number that is not there costs one read. */
export class TokenTable<T> {
  #hashes = new Int32Array(FIRST_CAPACITY)
  #entries: (Entry<T> | null)[] = emptySlots(FIRST_CAPACITY)
  #size = 0

  get(token: string): T | undefined {
    return this.#entryOf(this.#find(token))?.value
  }

  /** `token` is folded. Takes the place of an earlier value. */
  set(token: string, value: T): void {
    const known = this.#find(token)
    if (known !== null) {
      this.#entries[known] = { token, value }
      return
    }
    if (this.#size * 2 >= this.#hashes.length) this.#grow()
    this.#put(hashOf(token), { token, value })
    this.#size++
  }

  delete(token: string): void {
    const at = this.#find(token)
    if (at === null) return
    this.#hashes[at] = EMPTY
    this.#entries[at] = null
    this.#size--
    // Those behind may have been pushed past this place by what stood here: each is put in anew.
    const mask = this.#hashes.length - 1
    for (let next = (at + 1) & mask; this.#hashes[next] !== EMPTY; next = (next + 1) & mask) {
      const hash = this.#hashes[next]!
      const entry = this.#entries[next]!
      this.#hashes[next] = EMPTY
      this.#entries[next] = null
      this.#put(hash, entry)
    }
  }

  /**
   * Calls `visit` for each token of the text that is in the table, as often as it stands there, with its number among
   * all tokens of the text. Answers how many those are.
   */
  scan(text: string, visit: (value: T, at: number) => void): number {
    let count = 0
    let start = -1
    let hash = HASH_SEED
    let isPlain = true
    for (let at = 0; at < text.length;) {
      const unit = text.charCodeAt(at)
      const fold = folds[unit] || learnFold(unit)
      if (fold < SEPARATOR) {
        if (start < 0) start = at
        hash = Math.imul(hash ^ fold, HASH_PRIME)
        at++
        continue
      }
      const codePoint = fold === SEPARATOR ? unit : text.codePointAt(at)!
      const kind = fold === SEPARATOR ? CHARACTER.separator : classOfCodePoint(codePoint)
      let next = at + (codePoint > 0xffff ? 2 : 1)
      if (kind === CHARACTER.word && start < 0) start = at
      if (kind === CHARACTER.word || kind === CHARACTER.mark) isPlain = false
      else {
        if (start >= 0) this.#visitWord(text, start, at, isPlain ? hash : null, count++, visit)
        start = -1
        if (kind === CHARACTER.pictograph) {
          next = endOfPictograph(text, codePoint, next)
          this.#visitWord(text, at, next, null, count++, visit)
        }
      }
      if (start < 0) [hash, isPlain] = [HASH_SEED, true]
      at = next
    }
    if (start >= 0) this.#visitWord(text, start, text.length, isPlain ? hash : null, count++, visit)
    return count
  }

  /** `hash` is null for a word that must be cut out and folded. */
  #visitWord(
    text: string,
    start: number,
    end: number,
    hash: number | null,
    at: number,
    visit: (value: T, at: number) => void,
  ): void {
    const found =
      hash === null
        ? this.#find(foldCase(text.slice(start, end)))
        : this.#findAt(text, start, end, hash === EMPTY ? HASH_SEED : hash)
    if (found !== null) visit(this.#entries[found]!.value, at)
  }

  #findAt(text: string, start: number, end: number, hash: number): number | null {
    const mask = this.#hashes.length - 1
    for (let at = placeOf(hash, mask); ; at = (at + 1) & mask) {
      const there = this.#hashes[at]!
      if (there === EMPTY) return null
      if (there === hash && isTokenAt(this.#entries[at]!.token, text, start, end)) return at
    }
  }

  #find(token: string): number | null {
    const hash = hashOf(token)
    const mask = this.#hashes.length - 1
    for (let at = placeOf(hash, mask); ; at = (at + 1) & mask) {
      const there = this.#hashes[at]!
      if (there === EMPTY) return null
      if (there === hash && this.#entries[at]!.token === token) return at
    }
  }

  #entryOf(at: number | null): Entry<T> | null {
    return at === null ? null : this.#entries[at]!
  }

  #put(hash: number, entry: Entry<T>): void {
    const mask = this.#hashes.length - 1
    let at = placeOf(hash, mask)
    while (this.#hashes[at] !== EMPTY) at = (at + 1) & mask
    this.#hashes[at] = hash
    this.#entries[at] = entry
  }

  #grow(): void {
    const hashes = this.#hashes
    const entries = this.#entries
    this.#hashes = new Int32Array(hashes.length * 2)
    this.#entries = emptySlots(hashes.length * 2)
    entries.forEach((entry, at) => {
      if (entry) this.#put(hashes[at]!, entry)
    })
  }
}

function emptySlots<T>(count: number): (Entry<T> | null)[] {
  return Array.from({ length: count }, () => null)
}

/** The lower bits alone do not tell short words well apart. */
function placeOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask
}

/** Of the code units of a folded token, as the scan computes it. */
function hashOf(token: string): number {
  let hash = HASH_SEED
  for (let at = 0; at < token.length; at++) {
    hash = Math.imul(hash ^ token.charCodeAt(at), HASH_PRIME)
  }
  return hash === EMPTY ? HASH_SEED : hash
}

function isTokenAt(token: string, text: string, start: number, end: number): boolean {
  if (token.length !== end - start) return false
  for (let at = 0; at < token.length; at++) {
    if (folds[text.charCodeAt(start + at)] !== token.charCodeAt(at)) return false
  }
  return true
}

function learnFold(unit: number): number {
  const kind = classOfCodePoint(unit)
  const isHalf = unit >= 0xd800 && unit <= 0xdfff
  const character = String.fromCharCode(unit)
  let fold = TOGETHER
  if (kind === CHARACTER.separator && !isHalf) fold = SEPARATOR
  else if (kind === CHARACTER.word && !isHalf && !HANGUL_PART.test(character)) {
    const folded = foldCase(character)
    if (folded.length === 1) fold = folded.charCodeAt(0)
  }
  if (fold === UNKNOWN || (fold === SEPARATOR && kind !== CHARACTER.separator)) fold = TOGETHER
  folds[unit] = fold
  return fold
}
