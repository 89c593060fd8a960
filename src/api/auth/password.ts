import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares in a time that does not depend on where, or in how many characters, the two differ. */
export function isPassword(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected))
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
