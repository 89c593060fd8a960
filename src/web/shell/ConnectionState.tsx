import { useNow } from '../components/use-now.ts'
import { StatusDot } from '../components/StatusDot.tsx'
import { useConnectionStatus } from '../live/live-context.ts'
import { describeConnection } from '../text/connection-words.ts'
import classes from './ConnectionState.module.css'

/** Whether this page hears of new posts. A stream's own state is another matter and is shown with the streams. */
export function ConnectionState() {
  const status = useConnectionStatus()
  const nowMs = useNow(1000)
  const { tone, words, countdown } = describeConnection(status, nowMs)
  return (
    <div className={classes.state}>
      <StatusDot tone={tone} />
      <span>
        <output>{words}</output>
        {/* Outside the status: a screen reader need not hear every second. */}
        {countdown !== null && <span className={classes.countdown}> {countdown}</span>}
      </span>
    </div>
  )
}
