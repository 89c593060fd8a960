/** Where the lexer stands in a query, and what every part of it does there: take a lexeme, or say why none can be. */
import type { Position, RuleProblem } from './rule.ts'
import { errorAt, excerpt } from './rule-problem.ts'
import { suggestForCharacter } from './suggest.ts'

interface TermLexeme extends Position {
  readonly kind: 'term'
  /** As `RuleTerm.operator`. */
  readonly operator: string
  readonly value: string
  readonly distance: number | null
}
interface SignLexeme extends Position {
  readonly kind: 'open' | 'close' | 'or' | 'minus'
}
export type Lexeme = TermLexeme | SignLexeme

export interface LexCursor {
  readonly query: string
  /** UTF-16 units from 0. */
  at: number
  readonly lexemes: Lexeme[]
  readonly problems: RuleProblem[]
}

/** Where an unquoted word or argument ends. */
const RUN = /[^\s"()[\]]+/y

/** The run of characters that begins at `at`, up to white space, quote, parenthesis or bracket; may be empty. */
export function runAt(query: string, at: number): string {
  RUN.lastIndex = at
  return RUN.exec(query)?.[0] ?? ''
}

export function pushSign(cursor: LexCursor, kind: SignLexeme['kind'], length = 1): void {
  cursor.lexemes.push({ kind, position: cursor.at, length })
  cursor.at += length
}

export function pushTerm(
  cursor: LexCursor,
  start: number,
  operator: string,
  value: string,
  distance: number | null = null,
): void {
  const place = { position: start, length: cursor.at - start }
  cursor.lexemes.push({ kind: 'term', operator, value, distance, ...place })
}

/** Stands where a term was that could not be read, so that the parser finds no second fault there. */
export function pushUnreadable(cursor: LexCursor, start: number): void {
  pushTerm(cursor, start, 'keyword', '')
}

/** The cursor ends behind what is rejected. */
export function rejectInput(
  cursor: LexCursor,
  position: number,
  text: string,
  suggestion: string | null,
): void {
  const place = { position, length: text.length }
  const message = `no viable alternative at input '${excerpt(text)}'`
  cursor.at = Math.max(cursor.at, position + text.length)
  cursor.problems.push(errorAt(place, message, suggestion ?? suggestForCharacter(text)))
}

export function rejectCharacter(cursor: LexCursor): void {
  const character = String.fromCodePoint(cursor.query.codePointAt(cursor.at)!)
  const place = { position: cursor.at, length: character.length }
  const message = `no viable alternative at character '${character}'`
  cursor.at += character.length
  cursor.problems.push(errorAt(place, message, suggestForCharacter(character)))
}
