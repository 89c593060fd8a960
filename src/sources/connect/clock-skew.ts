/**
 * How far this machine's clock is from the network's, from the `Date` header of any answer.
 *
 * The header has whole seconds, and was written at an unknown moment between sending and receiving, so one answer
 * gives an interval, not a number: zero is answered as long as zero is possible.
 */

/** Milliseconds, positive when this machine's clock is ahead; null when there is no usable header. */
export function measureClockSkew(answer: {
  dateHeader: string | readonly string[] | undefined
  /** By this machine's clock: before the request was sent, after the answer's headers came. */
  sentAtMs: number
  receivedAtMs: number
}): number | null {
  const { dateHeader, sentAtMs, receivedAtMs } = answer
  const text = typeof dateHeader === 'string' ? dateHeader : dateHeader?.[0]
  const serverMs = text === undefined ? Number.NaN : Date.parse(text)
  // The clock was set while we waited: nothing can be said.
  if (Number.isNaN(serverMs) || receivedAtMs < sentAtMs) return null
  const least = sentAtMs - (serverMs + 999)
  const most = receivedAtMs - serverMs
  if (least <= 0 && most >= 0) return 0
  return Math.round((least + most) / 2)
}
