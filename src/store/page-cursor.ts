/** Where a page ended, as opaque text: the key of its last row. Pages by key stay right while rows are added. */
import { RequestError } from '../lib/errors.ts'

export function encodeCursor(key: readonly number[]): string {
  return Buffer.from(key.join('.')).toString('base64url')
}

/** RequestError for text that was not made by `encodeCursor` with that many numbers. */
export function decodeCursor(cursor: string, length: number): number[] {
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const parts = text.split('.')
  if (parts.length !== length || !parts.every((part) => /^-?\d{1,16}$/.test(part))) {
    throw new RequestError(
      400,
      'page.invalid-cursor',
      'The cursor is not one that this list has given: leave it out to begin at the first page.',
    )
  }
  return parts.map(Number)
}

/** Cuts a list that was read with one row more than asked for. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly number[],
  decode: (rows: readonly Row[]) => readonly T[],
): { data: readonly T[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return { data: decode(shown), nextCursor: hasMore ? encodeCursor(keyOf(last)) : null }
}
