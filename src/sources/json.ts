/**
 * Reading JSON that others wrote: every reader takes anything and answers the wanted type or null, so that a strange
 * type in an optional field is a field that is not there, never an exception (INV-9).
 */

export type JsonRecord = { readonly [key: string]: unknown }

const NONE: readonly unknown[] = []

export function asRecord(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonRecord)
    : null
}

/** Empty when it is no array. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NONE
}

/** As every database can hold it: see storableText. */
export function asString(value: unknown): string | null {
  return typeof value === 'string' ? storableText(value) : null
}

/** The first that is a string and not empty. */
export function firstString(...values: readonly unknown[]): string | null {
  for (const value of values) {
    if (typeof value === 'string' && value !== '') return storableText(value)
  }
  return null
}

/** A count: a whole number, not negative; also one written as a string (X does so in places). */
export function asCount(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null
}

const ID_FORM = /^\d{1,20}$/

/** A decimal id, as a string; from a number only when a number can hold it (see parseExactJson). */
export function asId(value: unknown): string | null {
  if (typeof value === 'string') return ID_FORM.test(value) ? value : null
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? String(value)
    : null
}

/** A number that has lost digits: 64-bit ids do not fit. */
export function isInexact(value: unknown): boolean {
  return typeof value === 'number' && !Number.isSafeInteger(value)
}

/** The reviver's third argument ("JSON.parse source text access") is newer than the types. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown

/** Like JSON.parse; whole numbers that a number cannot hold become strings of their digits. Several times slower. */
export function parseExactJson(text: string): unknown {
  return (JSON.parse as ParseWithSource)(text, (_key, value, { source }) =>
    isInexact(value) && source !== undefined && ID_FORM.test(source) ? source : value,
  )
}

/** Without halves of characters and without NUL: JSON escapes can spell both, and not every database can hold them. */
function storableText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed()
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\uFFFD') : wellFormed
}
