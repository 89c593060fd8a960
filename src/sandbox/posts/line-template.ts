/**
 * A stream line ready to be sent: bytes with holes for the id and the times. Sending a post again
 * under a new id costs a copy and a few small writes, so that making posts is never slower than
 * reading them.
 */
import { ID_MARK } from './post-content.ts'
import type { Stamp } from '../snowflake.ts'

const LINE_END = '\r\n'
const TIME_MARK_PATTERN = /\u007fT(\d{21})\u007f/g
const MINUTE_MS = 60_000

export interface LineTemplate {
  readonly bytes: Buffer
  readonly idOffsets: readonly number[]
  readonly times: readonly { readonly offset: number; readonly minutesLater: number }[]
}

/** `payload` is the object of the line, with the marks of post-content.ts in it. */
export function createLineTemplate(payload: unknown): LineTemplate {
  const bytes = Buffer.from(JSON.stringify(payload) + LINE_END)
  // One byte a character, so that indices are byte offsets; the marks are ASCII.
  const latin1 = bytes.toString('latin1')
  const idOffsets: number[] = []
  for (let at = latin1.indexOf(ID_MARK); at >= 0; at = latin1.indexOf(ID_MARK, at + 1)) {
    idOffsets.push(at)
  }
  const times = [...latin1.matchAll(TIME_MARK_PATTERN)].map((match) => ({
    offset: match.index,
    minutesLater: Number(match[1]),
  }))
  return { bytes, idOffsets, times }
}

/** Writes the line with its id and times into `target` at `offset`; returns the offset after it. */
export function writeLine(
  template: LineTemplate,
  stamp: Stamp,
  target: Buffer,
  offset: number,
): number {
  template.bytes.copy(target, offset)
  for (const at of template.idOffsets) target.write(stamp.id, offset + at, 'latin1')
  for (const { offset: at, minutesLater } of template.times) {
    target.write(isoTime(stamp.createdAtMs + minutesLater * MINUTE_MS), offset + at, 'latin1')
  }
  return offset + template.bytes.length
}

/** The same in JSON text, for answers that are not lines. */
export function fillMarks(json: string, stamp: Stamp): string {
  return json
    .replaceAll(ID_MARK, stamp.id)
    .replaceAll(TIME_MARK_PATTERN, (_, minutes: string) =>
      isoTime(stamp.createdAtMs + Number(minutes) * MINUTE_MS),
    )
}

let lastIsoMs = Number.NaN
let lastIso = ''

/** Thousands of posts share a millisecond: the text of the last one is kept. */
function isoTime(atMs: number): string {
  if (atMs !== lastIsoMs) {
    lastIsoMs = atMs
    lastIso = new Date(atMs).toISOString()
  }
  return lastIso
}
