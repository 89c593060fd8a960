/** The ranges the statistics page offers, and the interval each means at a given moment. */
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export const BUCKET_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS } as const
export type BucketName = keyof typeof BUCKET_MS

export const RANGES = {
  '1h': { spanMs: HOUR_MS, bucket: 'minute', label: '1 h', words: 'last hour', refreshMs: 10_000 },
  '6h': {
    spanMs: 6 * HOUR_MS,
    bucket: 'minute',
    label: '6 h',
    words: 'last 6 hours',
    refreshMs: 15_000,
  },
  '24h': {
    spanMs: DAY_MS,
    bucket: 'minute',
    label: '24 h',
    words: 'last 24 hours',
    refreshMs: 30_000,
  },
  '7d': {
    spanMs: 7 * DAY_MS,
    bucket: 'hour',
    label: '7 d',
    words: 'last 7 days',
    refreshMs: 60_000,
  },
} as const satisfies Record<
  string,
  { spanMs: number; bucket: BucketName; label: string; words: string; refreshMs: number }
>

export type RangeName = keyof typeof RANGES
export const DEFAULT_RANGE: RangeName = '1h'

export function isRangeName(value: unknown): value is RangeName {
  return typeof value === 'string' && Object.hasOwn(RANGES, value)
}

/** Whole buckets, the running one included: its bar grows while one looks at it. ISO times, `to` exclusive. */
export function resolveRange(range: RangeName, nowMs: number): { from: string; to: string } {
  const { spanMs, bucket } = RANGES[range]
  const bucketMs = BUCKET_MS[bucket]
  const toMs = (Math.floor(nowMs / bucketMs) + 1) * bucketMs
  return { from: new Date(toMs - spanMs).toISOString(), to: new Date(toMs).toISOString() }
}
