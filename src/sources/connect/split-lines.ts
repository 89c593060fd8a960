/**
 * Bytes in, lines out. Works on bytes because a UTF-8 character, or a CRLF, may be cut anywhere by the network:
 * text is decoded only once a line is whole.
 *
 * A line ends at `\n`, with an optional `\r` before it. Empty lines are keep-alives: counted, never returned.
 * No loop over single bytes (Buffer.indexOf is ten times faster) and no repeated concatenation: what is left over
 * grows in a buffer that doubles, so a long line in many small pieces costs time and memory in proportion to its length.
 */

export interface SplitLine {
  /** Without the line end. Shares memory with the chunk: copy it to keep it. */
  readonly bytes: Buffer
  /** Length of the whole line; more than `bytes.length` only when it was too long. */
  readonly byteLength: number
  /** Longer than the limit: `bytes` is only its beginning. */
  readonly isTooLong: boolean
}

interface SplitChunk {
  readonly lines: readonly SplitLine[]
  /** Empty lines in this chunk. */
  readonly keepAlives: number
}

export interface LineSplitter {
  push(chunk: Buffer): SplitChunk
  /** What stands after the last line end, once the stream is over; null when there is nothing. Resets the splitter. */
  rest(): SplitLine | null
}

const DEFAULT_MAX_LINE_BYTES = 16 * 1024 * 1024
/** So much of a line that is too long is kept. */
const KEPT_BYTES = 64 * 1024
const MIN_CARRY_BYTES = 4096
const LF = 0x0a
const CR = 0x0d
const NO_BYTES = Buffer.alloc(0)

export function createLineSplitter(options: { maxLineBytes?: number } = {}): LineSplitter {
  const maxLineBytes = options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES
  const carry = createCarry(maxLineBytes)

  return {
    push(chunk) {
      const lines: SplitLine[] = []
      let keepAlives = 0
      let from = 0
      for (;;) {
        const end = chunk.indexOf(LF, from)
        if (end === -1) break
        const line = carry.isEmpty
          ? finishLine(
              chunk.subarray(from, end),
              end - from,
              end > from && chunk[end - 1] === CR,
              maxLineBytes,
            )
          : carry.finish(chunk.subarray(from, end))
        if (line === null) keepAlives++
        else lines.push(line)
        from = end + 1
      }
      if (from < chunk.length) carry.append(chunk.subarray(from))
      return { lines, keepAlives }
    },
    rest: () => (carry.isEmpty ? null : carry.finish(NO_BYTES)),
  }
}

interface Carry {
  readonly isEmpty: boolean
  append(bytes: Buffer): void
  /** The carried bytes and `last` as one line; null when it is empty. The carry is empty afterwards. */
  finish(last: Buffer): SplitLine | null
}

/** The beginning of a line whose end has not come yet. */
function createCarry(maxLineBytes: number): Carry {
  // Bytes past this are counted, not kept. One more than the limit, because the last may be the `\r`.
  const mostKept = Math.max(maxLineBytes + 1, KEPT_BYTES)
  let buffer: Buffer = NO_BYTES
  let kept = 0
  let byteLength = 0
  let endsInCr = false

  const append = (bytes: Buffer, isLast: boolean): void => {
    if (bytes.length === 0) return
    const copied = Math.min(bytes.length, mostKept - kept)
    if (byteLength === 0 && copied === bytes.length) {
      // A first piece is only referred to: most lines are cut once, and joined by the next piece.
      buffer = bytes
    } else if (copied > 0) {
      if (kept + copied > buffer.length || kept === buffer.length) {
        const wanted = isLast ? kept + copied : Math.max(2 * (kept + copied), MIN_CARRY_BYTES)
        const larger = Buffer.allocUnsafe(Math.min(wanted, mostKept))
        buffer.copy(larger, 0, 0, kept)
        buffer = larger
      }
      bytes.copy(buffer, kept, 0, copied)
    }
    kept += copied
    byteLength += bytes.length
    endsInCr = bytes[bytes.length - 1] === CR
  }

  return {
    get isEmpty() {
      return byteLength === 0
    },
    append: (bytes) => append(bytes, false),
    finish(last) {
      append(last, true)
      const line = finishLine(buffer.subarray(0, kept), byteLength, endsInCr, maxLineBytes)
      // The line given out refers to this buffer: the next one gets its own.
      buffer = NO_BYTES
      kept = 0
      byteLength = 0
      endsInCr = false
      return line
    },
  }
}

/** `bytes` may be the beginning only; `byteLength` counts all of the line, with the `\r` it may end in. */
function finishLine(
  bytes: Buffer,
  byteLength: number,
  endsInCr: boolean,
  maxLineBytes: number,
): SplitLine | null {
  const length = endsInCr ? byteLength - 1 : byteLength
  if (length === 0) return null
  if (length <= maxLineBytes) {
    return { bytes: bytes.subarray(0, length), byteLength: length, isTooLong: false }
  }
  // A copy, so that 64 KiB do not hold 16 MiB in memory.
  const beginning = Buffer.from(bytes.subarray(0, Math.min(KEPT_BYTES, length)))
  return { bytes: beginning, byteLength: length, isTooLong: true }
}
