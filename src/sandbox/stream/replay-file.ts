/**
 * A recording played back: one line of a JSONL file after the other, byte for byte. A line may be a
 * stream line itself, or a wrapper `{"source":…,"event":{…}}` whose `event` is sent exactly as it
 * stands in the file: writing it anew would change numbers above 2^53. What is not JSON is sent as
 * it is.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { ConfigError, messageOf } from '../../lib/errors.ts'
import { isRecord } from '../http/request-body.ts'
import type { FeedLine, FeedSource } from './feed-line.ts'
import { sliceMember } from './slice-member.ts'

const READ_BYTES = 1024 * 1024
const LINE_END = Buffer.from('\r\n')

export class ReplayFile implements FeedSource, Disposable {
  readonly runsUnread = false
  readonly #path: string
  readonly #file: number
  #rest: Buffer = Buffer.alloc(0)
  #isAtEnd = false
  #played = 0

  /** Throws ConfigError when the file cannot be read. */
  constructor(path: string) {
    this.#path = path
    try {
      if (statSync(path).isDirectory()) throw new Error('it is a folder')
      this.#file = openSync(path, 'r')
    } catch (error) {
      throw new ConfigError(
        `The recording ${path} cannot be read (${messageOf(error)}): give --replay the name of a JSONL file.`,
        { cause: error },
      )
    }
  }

  get played(): number {
    return this.#played
  }

  get isDone(): boolean {
    return this.#isAtEnd && this.#rest.length === 0
  }

  next(): FeedLine | null {
    const line = this.#readLine()
    if (line === null) return null
    this.#played++
    return createReplayLine(unwrap(line))
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }

  #readLine(): Buffer | null {
    for (let searched = 0; ;) {
      const end = this.#rest.indexOf(0x0a, searched)
      if (end >= 0) return this.#cut(end, end + 1)
      if (this.#isAtEnd)
        return this.#rest.length > 0 ? this.#cut(this.#rest.length, this.#rest.length) : null
      searched = this.#rest.length
      this.#readMore()
    }
  }

  #cut(end: number, next: number): Buffer {
    const line = this.#rest.subarray(0, end)
    this.#rest = this.#rest.subarray(next)
    return line.at(-1) === 0x0d ? line.subarray(0, -1) : line
  }

  #readMore(): void {
    const chunk = Buffer.allocUnsafe(READ_BYTES)
    let byteLength: number
    try {
      byteLength = readSync(this.#file, chunk, 0, READ_BYTES, null)
    } catch (error) {
      throw new ConfigError(
        `The recording ${this.#path} cannot be read on (${messageOf(error)}).`,
        {
          cause: error,
        },
      )
    }
    if (byteLength === 0) this.#isAtEnd = true
    else this.#rest = Buffer.concat([this.#rest, chunk.subarray(0, byteLength)])
  }
}

function createReplayLine({ bytes, id }: { bytes: Buffer; id: string | null }): FeedLine {
  return {
    id,
    byteLength: () => bytes.length + LINE_END.length,
    write(_, target, offset) {
      bytes.copy(target, offset)
      LINE_END.copy(target, offset + bytes.length)
      return offset + bytes.length + LINE_END.length
    },
  }
}

function unwrap(line: Buffer): { bytes: Buffer; id: string | null } {
  let value: unknown
  try {
    value = JSON.parse(line.toString('utf8'))
  } catch {
    return { bytes: line, id: null }
  }
  if (!isRecord(value)) return { bytes: line, id: null }
  const { event } = value
  const isWrapper = isRecord(event) && !('data' in value) && !('errors' in value)
  if (!isWrapper) return { bytes: line, id: idOf(value) }
  return { bytes: sliceMember(line, 'event') ?? line, id: idOf(event) }
}

function idOf(line: Record<string, unknown>): string | null {
  const { data } = line
  return isRecord(data) && typeof data['id'] === 'string' ? data['id'] : null
}
