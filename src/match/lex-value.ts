/** What stands behind an operator's colon, or between quotes. */
import { rejectInput, runAt, type LexCursor } from './lex-cursor.ts'
import { takesBrackets } from './operators.ts'
import { errorAt, excerpt } from './rule-problem.ts'
import { CHARACTER, classOfCodePoint } from './tokenize.ts'

/** The argument of the operator that begins at `start`; the cursor is behind its colon. Null, with a problem, for none. */
export function readValue(cursor: LexCursor, start: number, typedName: string): string | null {
  const first = cursor.query[cursor.at]
  if (first === '"') return readQuoted(cursor)
  if (first === '[' && takesBrackets(typedName)) return readBrackets(cursor)
  return readArgument(cursor, start, typedName)
}

/** The text between double quotes; `\"` and `\\` stand for `"` and `\`. Null, with a problem, when they do not close. */
export function readQuoted(cursor: LexCursor): string | null {
  const { query, at: start } = cursor
  const parts: string[] = []
  let from = start + 1
  for (let at = from; at < query.length; at++) {
    const character = query[at]
    if (character === '"') {
      parts.push(query.slice(from, at))
      cursor.at = at + 1
      return parts.join('')
    }
    if (character === '\\' && (query[at + 1] === '"' || query[at + 1] === '\\')) {
      parts.push(query.slice(from, at))
      from = ++at
    }
  }
  cursor.at = query.length
  const place = { position: start, length: query.length - start }
  cursor.problems.push(
    errorAt(place, `mismatched character '<EOF>' expecting '"'`, 'close this quotation with "'),
  )
  return null
}

/** What stands between brackets, white space evened out, so that both spellings of one place are one term. */
function readBrackets(cursor: LexCursor): string | null {
  const { query, at: start } = cursor
  const end = query.indexOf(']', start)
  if (end < 0) {
    const place = { position: start, length: query.length - start }
    cursor.at = query.length
    cursor.problems.push(errorAt(place, "missing EOF at '['", 'close this bracket with ]'))
    return null
  }
  cursor.at = end + 1
  return query
    .slice(start + 1, end)
    .trim()
    .replace(/\s+/g, ' ')
}

function readArgument(cursor: LexCursor, start: number, typedName: string): string | null {
  const { query } = cursor
  const from = cursor.at
  const value = runAt(query, from)
  cursor.at += value.length
  if (value === '') {
    const suggestion = `write the value directly after the colon, or put "${typedName}:" in quotes`
    rejectInput(cursor, start, `${typedName}:`, suggestion)
    return null
  }
  if (value[0] !== '*' && !mayBegin(query, from) && !/^[-+]?\d/.test(value)) {
    rejectArgument(cursor, from, value)
    return null
  }
  if (value.startsWith('$') || value.includes(':')) {
    rejectArgument(cursor, from, value)
    return null
  }
  return value
}

function rejectArgument(cursor: LexCursor, from: number, value: string): void {
  const bare = value.replace(/^[@#$]+/, '')
  const suggestion =
    value[0] === '@' ? `leave "@" out: ${excerpt(bare)}` : `put it in quotes: "${excerpt(value)}"`
  rejectInput(cursor, from, value, suggestion)
}

/** Neither keyword nor argument may begin with punctuation. */
export function mayBegin(query: string, at: number): boolean {
  const kind = classOfCodePoint(query.codePointAt(at)!)
  return kind === CHARACTER.word || kind === CHARACTER.pictograph
}
