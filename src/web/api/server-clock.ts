/**
 * How far this browser's clock is from the server's. Ages such as "last byte 3 s ago" compare a server time with now:
 * on a phone whose clock is two minutes off they would otherwise be nonsense.
 */
const TOLERANCE_MS = 2_000

let offsetMs = 0

/** `Date` has whole seconds: only a difference that cannot come from that and from the way is taken seriously. */
export function noteServerDate(header: string | null, nowMs: number): void {
  const serverMs = header === null ? Number.NaN : Date.parse(header)
  if (Number.isNaN(serverMs)) return
  const differenceMs = serverMs - nowMs
  offsetMs = Math.abs(differenceMs) > TOLERANCE_MS ? differenceMs : 0
}

export function serverNowMs(): number {
  return Date.now() + offsetMs
}
