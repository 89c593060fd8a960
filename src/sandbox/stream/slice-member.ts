const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const COMMA = 0x2c
const OPENING = new Set([0x7b, 0x5b])
const CLOSING = new Set([0x7d, 0x5d])

/**
 * The bytes of one member's value in a JSON object, as they stand there, without white space
 * around; the last one of that name. The object must be valid JSON. Null when it has no such
 * member. Keys are compared as written, without escapes.
 */
export function sliceMember(object: Buffer, name: string): Buffer | null {
  let found: Buffer | null = null
  let depth = 0
  let key: string | null = null
  let valueStart = -1
  const finish = (end: number): void => {
    if (valueStart >= 0 && key === name) found = trim(object.subarray(valueStart, end))
    valueStart = -1
    key = null
  }
  for (let at = 0; at < object.length; at++) {
    const byte = object[at]!
    if (byte === QUOTE) {
      const end = endOfString(object, at)
      if (depth === 1 && valueStart < 0) key = object.toString('utf8', at + 1, end)
      at = end
    } else if (OPENING.has(byte)) depth++
    else if (CLOSING.has(byte)) {
      if (depth === 1) finish(at)
      depth--
    } else if (depth === 1 && byte === COLON) {
      if (valueStart < 0) valueStart = at + 1
    } else if (depth === 1 && byte === COMMA) finish(at)
  }
  return found
}

/** Index of the closing quote of the string that opens at `start`. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}

function trim(bytes: Buffer): Buffer {
  let start = 0
  let end = bytes.length
  while (start < end && isSpace(bytes[start])) start++
  while (end > start && isSpace(bytes[end - 1])) end--
  return bytes.subarray(start, end)
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a
}
