/**
 * Path and query parameters: their schemas, and what their texts mean. A query string holds texts only; each is checked
 * by a pattern and converted here by hand, nothing is guessed.
 */
import { Type, type TUnsafe } from 'typebox'
import { asKeywordId, asStreamId, type KeywordId, type StreamId } from '../domain/ids.ts'
import { RequestError } from '../lib/errors.ts'
import { BUCKETS, type Bucket } from '../store/store.ts'

export const IdParams = Type.Object({ id: Type.String() })

const DAY_MS = 86_400_000
const MAX_BUCKETS = 10_000

/** A whole number in decimal; the document shows it as the integer it stands for (see openapi.ts). */
function integerText(pattern: string, shown: Record<string, unknown>, description: string) {
  return Type.Unsafe<string>({ type: 'string', pattern, description, 'x-integer': shown })
}

export const LimitParameter = Type.Optional(
  integerText(
    '^(?:[1-9]\\d{0,2}|1000)$',
    { minimum: 1, maximum: 1000, default: 50 },
    'a whole number from 1 to 1000',
  ),
)
export const SeqParameter = Type.Optional(
  integerText('^(?:0|[1-9]\\d{0,14})$', { minimum: 0 }, 'the seq of a post, or 0'),
)
export const CursorParameter = Type.Optional(
  Type.String({ minLength: 1, maxLength: 500, description: 'nextCursor of the page before' }),
)
/** Loose about the form (date, with or without seconds, any offset), strict about the day and the hour being real. */
const TimeParameter = (what: string) =>
  Type.Optional(
    Type.String({
      pattern:
        '^\\d{4}-\\d\\d-\\d\\d(?:T\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d\\d:\\d\\d))?$',
      description: `an ISO 8601 time such as 2026-01-31T12:00:00Z (${what})`,
    }),
  )
export const IntervalParameters = {
  from: TimeParameter('inclusive'),
  to: TimeParameter('exclusive'),
}
/** May be given once or several times. */
export const KeywordsParameter: TUnsafe<string | string[]> = Type.Unsafe<string | string[]>({
  anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  'x-repeatable': true,
  description: 'id of a keyword; may be repeated',
})

export function limitOf(query: { limit?: string }): number {
  return query.limit === undefined ? 50 : Number(query.limit)
}

export function asList(value: string | string[] | undefined): string[] {
  if (value === undefined) return []
  return [...new Set(Array.isArray(value) ? value : [value])]
}

/** Milliseconds of an ISO 8601 time that has passed the pattern. Throws 400 for days that are in no calendar. */
export function timeOf(text: string, name: string): number {
  const ms = Date.parse(text)
  const day = text.slice(0, 10)
  // Date.parse takes February 30th for March 2nd.
  const isRealDay = new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day
  if (Number.isNaN(ms) || !isRealDay) {
    throw invalidParameter(`Parameter "${name}" is not a time that exists: ${text}`)
  }
  return ms
}

/** `to` defaults to now, `from` to a day before `to`. Throws 400 when they are the wrong way round. */
export function intervalOf(
  query: { from?: string; to?: string },
  nowMs: number,
): { fromMs: number; toMs: number } {
  const toMs = query.to === undefined ? nowMs : timeOf(query.to, 'to')
  const fromMs = query.from === undefined ? toMs - DAY_MS : timeOf(query.from, 'from')
  requireOrdered(fromMs, toMs)
  return { fromMs, toMs }
}

/** Throws 400 when `from` is later than `to`; either may be open. */
export function requireOrdered(fromMs = -Infinity, toMs = Infinity): void {
  if (fromMs > toMs) throw invalidParameter('"from" is later than "to".')
}

/** Throws 400 when the interval has more buckets than one answer carries. */
export function requireBuckets(bucket: Bucket, fromMs: number, toMs: number): void {
  const sizeMs = BUCKETS[bucket]
  const count = Math.ceil(toMs / sizeMs) - Math.floor(fromMs / sizeMs)
  if (count <= MAX_BUCKETS) return
  throw invalidParameter(
    `That would be ${count} buckets; at most ${MAX_BUCKETS} fit: take a larger bucket or a shorter interval.`,
  )
}

export function invalidParameter(detail: string): RequestError {
  return new RequestError(400, 'request.invalid-parameter', detail)
}

/** Ids are opaque outside; what cannot be one of ours is simply not there (404), and never reaches the database. */
export function keywordIdOf(text: string): KeywordId {
  if (!/^[1-9]\d{0,15}$/.test(text)) throw keywordNotFound()
  return asKeywordId(text)
}

export function streamIdOf(text: string): StreamId {
  if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(text)) throw streamNotFound()
  return asStreamId(text)
}

export function keywordNotFound(): RequestError {
  return new RequestError(404, 'keyword.not-found', 'There is no such keyword.')
}

export function streamNotFound(): RequestError {
  return new RequestError(404, 'stream.not-found', 'There is no such stream.')
}
