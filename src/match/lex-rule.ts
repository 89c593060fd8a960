/**
 * Cuts a query into lexemes, each with its place. Never throws; every character is looked at a fixed number of times.
 *
 * As X does it (its messages show ANTLR): a keyword may not begin with punctuation but may contain it (`coca-cola`,
 * `doesn't`); an offending first character is reported and skipped; white space is the only thing needed between terms,
 * and not even that beside quotes and parentheses.
 */
import {
  pushSign,
  pushTerm,
  pushUnreadable,
  rejectCharacter,
  rejectInput,
  runAt,
  type LexCursor,
  type Lexeme,
} from './lex-cursor.ts'
import { mayBegin, readQuoted, readValue } from './lex-value.ts'
import { canonicalName, canonicalValue } from './operators.ts'
import type { RuleProblem } from './rule.ts'
import { errorAt, excerpt } from './rule-problem.ts'
import { suggestForOperator } from './suggest.ts'

export interface LexResult {
  readonly lexemes: readonly Lexeme[]
  readonly problems: readonly RuleProblem[]
}

const SPACE = /\s/
const DISTANCE = /~(\d+)/y
const ENTITIES: Readonly<Record<string, string>> = { '#': 'hashtag', '@': 'mention', $: 'cashtag' }

export function lexRule(query: string): LexResult {
  const cursor: LexCursor = { query, at: 0, lexemes: [], problems: [] }
  while (cursor.at < query.length) {
    const character = query[cursor.at]!
    if (SPACE.test(character)) cursor.at++
    else if (character === '(') pushSign(cursor, 'open')
    else if (character === ')') pushSign(cursor, 'close')
    else if (character === '-') lexMinus(cursor)
    else if (character === '"') lexPhrase(cursor)
    else lexWord(cursor, character)
  }
  return { lexemes: cursor.lexemes, problems: cursor.problems }
}

function lexMinus(cursor: LexCursor): void {
  const following = cursor.query[cursor.at + 1]
  if (following !== undefined && !SPACE.test(following)) return pushSign(cursor, 'minus')
  const place = { position: cursor.at, length: 1 }
  cursor.problems.push(
    errorAt(
      place,
      "no viable alternative at input '-'",
      'write "-" directly before what it excludes: -word',
    ),
  )
  cursor.at++
}

function lexPhrase(cursor: LexCursor): void {
  const start = cursor.at
  const value = readQuoted(cursor)
  if (value === null) return pushUnreadable(cursor, start)
  DISTANCE.lastIndex = cursor.at
  const distance = DISTANCE.exec(cursor.query)
  if (distance) cursor.at = DISTANCE.lastIndex
  if (distance) pushTerm(cursor, start, 'proximity', value, Number(distance[1]))
  else pushTerm(cursor, start, 'phrase', value)
}

function lexWord(cursor: LexCursor, first: string): void {
  const { query, at: start } = cursor
  if (first === '[' || first === ']') return rejectInput(cursor, start, first, null)
  const entity = ENTITIES[first]
  if (entity === undefined && !mayBegin(query, start)) return rejectCharacter(cursor)
  const word = runAt(query, start)
  if (entity !== undefined) return lexEntity(cursor, entity, word)
  const colon = word.indexOf(':')
  if (colon >= 0) return lexOperator(cursor, word.slice(0, colon))
  if (word === 'OR') return pushSign(cursor, 'or', 2)
  cursor.at += word.length
  pushTerm(cursor, start, 'keyword', word)
}

function lexEntity(cursor: LexCursor, entity: string, word: string): void {
  const start = cursor.at
  cursor.at += word.length
  if (word.length > 1) return pushTerm(cursor, start, entity, word.slice(1))
  const suggestion = `write the ${entity} directly after "${word}"`
  cursor.problems.push(
    errorAt({ position: start, length: 1 }, `no viable alternative at input '${word}'`, suggestion),
  )
  pushUnreadable(cursor, start)
}

function lexOperator(cursor: LexCursor, typedName: string): void {
  const start = cursor.at
  if (/^https?$/i.test(typedName)) return rejectAddress(cursor)
  cursor.at += typedName.length + 1
  const value = readValue(cursor, start, typedName)
  const name = canonicalName(typedName)
  if (value !== null && name !== null) {
    return pushTerm(cursor, start, name, canonicalValue(name, value))
  }
  if (value !== null) rejectOperator(cursor, start, typedName, value)
  pushUnreadable(cursor, start)
}

/** X reports the unknown name twice. */
function rejectOperator(cursor: LexCursor, position: number, name: string, value: string): void {
  const place = { position, length: cursor.at - position }
  const suggestion = suggestForOperator(name, value)
  cursor.problems.push(
    errorAt(place, `Reference to invalid operator '${excerpt(name)}'`, suggestion),
    errorAt(place, `Reference to invalid field '${excerpt(name)}'`),
  )
}

/** A pasted address: the colon makes it look like an operator. */
function rejectAddress(cursor: LexCursor): void {
  const start = cursor.at
  const address = runAt(cursor.query, start)
  rejectInput(cursor, start, address, `write url:"${excerpt(address)}"`)
  pushUnreadable(cursor, start)
}
