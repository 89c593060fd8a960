import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineSplitter, type SplitLine } from './split-lines.ts'

/** Everything the splitter says of `bytes` cut at `cuts`. */
function splitAt(bytes: Buffer, cuts: readonly number[], maxLineBytes?: number) {
  const splitter = createLineSplitter(maxLineBytes === undefined ? {} : { maxLineBytes })
  const lines: ReturnType<typeof plain>[] = []
  let keepAlives = 0
  let from = 0
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    // A chunk of its own memory, as the network gives it.
    const split = splitter.push(Buffer.from(bytes.subarray(from, cut)))
    lines.push(...split.lines.map(plain))
    keepAlives += split.keepAlives
    from = cut
  }
  const rest = splitter.rest()
  return { lines, keepAlives, rest: rest === null ? null : plain(rest) }
}

function plain(line: SplitLine) {
  return { ...line, bytes: line.bytes.toString('latin1') }
}

/** The obvious splitter, for whole inputs. */
function splitWhole(bytes: Buffer, maxLineBytes: number) {
  const parts = bytes.toString('latin1').split('\n')
  const read = (part: string) => {
    const text = part.endsWith('\r') ? part.slice(0, -1) : part
    const isTooLong = text.length > maxLineBytes
    return { bytes: text, byteLength: text.length, isTooLong }
  }
  const ended = parts.slice(0, -1).map(read)
  const rest = read(parts.at(-1)!)
  return {
    lines: ended.filter((line) => line.byteLength > 0),
    keepAlives: ended.filter((line) => line.byteLength === 0).length,
    rest: rest.byteLength === 0 ? null : rest,
  }
}

describe('the line splitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const pieces = fc.constantFrom('\r', '\n', '\r\n', 'a', '{"é":"🌅"}', 'longer than the limit')
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 30 }),
        fc.array(fc.nat(200), { maxLength: 20 }),
        (parts, cuts) => {
          const bytes = Buffer.from(parts.join(''))
          const within = cuts.map((cut) => Math.min(cut, bytes.length))
          expect(splitAt(bytes, within, 12)).toEqual(splitWhole(bytes, 12))
          expect(splitAt(bytes, [...bytes.keys()], 12)).toEqual(splitWhole(bytes, 12))
        },
      ),
    )
  })

  it('counts empty lines and never returns them', () => {
    expect(splitAt(Buffer.from('\r\n\n{}\r\n\r\n'), [])).toEqual({
      lines: [{ bytes: '{}', byteLength: 2, isTooLong: false }],
      keepAlives: 3,
      rest: null,
    })
  })

  it('keeps a carriage return inside a line', () => {
    const { lines } = splitAt(Buffer.from('a\rb\r\r\n'), [2, 3, 4])
    expect(lines.map((line) => line.bytes)).toEqual(['a\rb\r'])
  })

  it('takes a line of exactly the limit, and refuses one byte more', () => {
    const { lines } = splitAt(Buffer.from('12345\r\n123456\r\n1\n'), [3, 6, 9, 14], 5)
    expect(lines.map((line) => line.isTooLong)).toEqual([false, true, false])
  })

  it('gives the first 64 KiB of a line that is too long, its whole length, and goes on after it', () => {
    const long = Buffer.alloc(3_000_000, 'x')
    const splitter = createLineSplitter({ maxLineBytes: 1_000_000 })
    expect(splitter.push(long).lines).toEqual([])
    expect(splitter.push(Buffer.from('y\r')).lines).toEqual([])
    const { lines } = splitter.push(Buffer.from('\nnext\n'))
    expect(lines.map((line) => [line.isTooLong, line.byteLength, line.bytes.length])).toEqual([
      [true, 3_000_001, 65_536],
      [false, 4, 4],
    ])
    expect(lines[0]!.bytes.every((byte) => byte === 0x78)).toBe(true)
  })

  it('joins a long line that comes byte by byte in time proportional to its length', () => {
    // Joined anew for each byte this would copy 2 * 10^12 bytes, and the test would not come back.
    const splitter = createLineSplitter()
    const byte = Buffer.from('z')
    for (let i = 0; i < 2_000_000; i++) splitter.push(byte)
    const { lines } = splitter.push(Buffer.from('\n'))
    expect(lines[0]!.byteLength).toBe(2_000_000)
    expect(lines[0]!.bytes.equals(Buffer.alloc(2_000_000, 'z'))).toBe(true)
  })

  it('leaves lines that were given out as they are when more bytes come', () => {
    const splitter = createLineSplitter()
    splitter.push(Buffer.from('fir'))
    const [first] = splitter.push(Buffer.from('st\nsec')).lines
    splitter.push(Buffer.from('ond'))
    const [second] = splitter.push(Buffer.from('\nthird')).lines
    expect([first!.bytes.toString(), second!.bytes.toString()]).toEqual(['first', 'second'])
  })

  it('reports the rest once, and begins anew', () => {
    const splitter = createLineSplitter()
    splitter.push(Buffer.from('{"data":'))
    expect(splitter.rest()?.bytes.toString()).toBe('{"data":')
    expect(splitter.rest()).toBeNull()
    expect(splitter.push(Buffer.from('a\n')).lines[0]!.bytes.toString()).toBe('a')
    splitter.push(Buffer.from('\r'))
    expect(splitter.rest()).toBeNull()
  })
})
