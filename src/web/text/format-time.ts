/** Times in the viewer's zone and locale; spans in words. */
const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const proof = new Intl.DateTimeFormat(undefined, {
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
})
const dayOnly = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

/** 14:03 */
export function formatClock(ms: number): string {
  return clock.format(ms)
}

/** 14:03:22.123: for statements that are a proof, such as a confirmed stop. */
export function formatClockProof(ms: number): string {
  return proof.format(ms)
}

/** 23 Nov, 14:03 */
export function formatDayAndClock(ms: number): string {
  return dayAndClock.format(ms)
}

/** 23 Nov 2026 */
export function formatDay(ms: number): string {
  return dayOnly.format(ms)
}

/** For tooltips and screen readers: everything, zone included. */
export function formatFull(ms: number): string {
  return full.format(ms)
}

/** The clock alone when it is the same day for the viewer, else with the day. */
export function formatMoment(ms: number, nowMs: number): string {
  const isToday = new Date(ms).toDateString() === new Date(nowMs).toDateString()
  return isToday ? formatClock(ms) : formatDayAndClock(ms)
}

/**
 * `3 s ago`, `in 2 min`; the day once it is more than a week away. Half a second either side is `now`: two clocks
 * never agree to the millisecond.
 */
export function formatRelative(ms: number, nowMs: number): string {
  const awayMs = Math.abs(nowMs - ms)
  if (awayMs < 500) return 'now'
  if (awayMs >= 7 * DAY_MS) return formatDay(ms)
  const span = formatSpan(awayMs)
  return ms <= nowMs ? `${span} ago` : `in ${span}`
}

/** One unit, rounded down: `12 s`, `3 min`, `5 h`, `2 d`. */
export function formatSpan(spanMs: number): string {
  if (spanMs < MINUTE_MS) return `${Math.max(1, Math.floor(spanMs / SECOND_MS))} s`
  if (spanMs < HOUR_MS) return `${Math.floor(spanMs / MINUTE_MS)} min`
  if (spanMs < DAY_MS) return `${Math.floor(spanMs / HOUR_MS)} h`
  return `${Math.floor(spanMs / DAY_MS)} d`
}

/** Two units, for lengths that matter: `2 min 10 s`, `1 h 5 min`, `340 ms`. */
export function formatDuration(spanMs: number): string {
  if (spanMs < SECOND_MS) return `${Math.round(spanMs)} ms`
  if (spanMs < MINUTE_MS) return `${Math.floor(spanMs / SECOND_MS)} s`
  if (spanMs < HOUR_MS) {
    return joinUnits(
      Math.floor(spanMs / MINUTE_MS),
      'min',
      Math.floor((spanMs % MINUTE_MS) / SECOND_MS),
      's',
    )
  }
  if (spanMs < DAY_MS) {
    return joinUnits(
      Math.floor(spanMs / HOUR_MS),
      'h',
      Math.floor((spanMs % HOUR_MS) / MINUTE_MS),
      'min',
    )
  }
  return joinUnits(Math.floor(spanMs / DAY_MS), 'd', Math.floor((spanMs % DAY_MS) / HOUR_MS), 'h')
}

function joinUnits(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`
}
