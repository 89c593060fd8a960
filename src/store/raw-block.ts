/** Blocks of raw lines: a zstd frame, each line ended by "\n"; an empty line stands for one that is gone. */
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)
const NEWLINE = 0x0a
const NEWLINE_BYTES = Buffer.from([NEWLINE])

/** Measured on 2.2 KB lines: 427 bytes a line at 34 µs; level 1, with which they arrive: 486 at 5 µs; level 12: 398 at 54 µs. */
const PACKED_LEVEL = 9

/** Off the event loop. For blocks that are written once and kept. */
export async function packLines(lines: readonly Uint8Array[]): Promise<Uint8Array> {
  return compress(Buffer.concat(lines.flatMap((line) => [line, NEWLINE_BYTES])), {
    params: { [constants.ZSTD_c_compressionLevel]: PACKED_LEVEL },
  })
}

export async function unpackLines(bytes: Uint8Array): Promise<Buffer[]> {
  const block = await decompress(bytes)
  const lines: Buffer[] = []
  for (let start = 0; start < block.length;) {
    const end = block.indexOf(NEWLINE, start)
    if (end === -1) break
    lines.push(block.subarray(start, end))
    start = end + 1
  }
  return lines
}

/** Line `index` of a block; null when it is not there or was emptied: its post is gone. */
export async function readLine(bytes: Uint8Array, index: number): Promise<string | null> {
  const line = (await unpackLines(bytes))[index]
  return line && line.length > 0 ? line.toString('utf8') : null
}
