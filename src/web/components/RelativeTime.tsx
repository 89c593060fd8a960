import { formatFull, formatRelative } from '../text/format-time.ts'
import { useNow } from './use-now.ts'

/** `3 s ago`, ticking; the exact moment on hover. A time slightly in the future (two clocks) reads as now. */
export function RelativeTime({ at }: { at: string }) {
  const nowMs = useNow(1000)
  const atMs = Date.parse(at)
  return (
    <time dateTime={at} title={formatFull(atMs)}>
      {formatRelative(Math.min(atMs, nowMs), nowMs)}
    </time>
  )
}
