import { useId } from 'react'
import type { WireStream } from '../../domain/wire.ts'
import { describeStream, describeStreamKind } from '../text/stream-words.ts'
import { useStopStream } from '../api/use-streams.ts'
import { formatClockProof } from '../text/format-time.ts'
import { CoverageStrip } from './CoverageStrip.tsx'
import { StatusDot } from './StatusDot.tsx'
import { StreamActions } from './StreamActions.tsx'
import classes from './StreamCard.module.css'
import { StreamCounters } from './StreamCounters.tsx'
import { StreamProblem } from './StreamProblem.tsx'
import { useNow } from './use-now.ts'

export function StreamCard({ stream }: { stream: WireStream }) {
  const nowMs = useNow(1000)
  const nameId = useId()
  const stop = useStopStream()
  const { tone, headline, detail } = describeStream(stream, nowMs)
  const stoppedAt = stream.desired === 'stopped' ? stop.data?.stoppedAt : undefined
  return (
    <article className={classes.card} aria-labelledby={nameId}>
      <div className={classes.head}>
        <div>
          <h2 id={nameId} className={classes.name}>
            {stream.name}
          </h2>
          <div className={classes.kind}>{describeStreamKind(stream)}</div>
        </div>
        <StreamActions stream={stream} stop={stop} />
      </div>
      <p className={classes.state} data-tone={tone}>
        <StatusDot tone={tone} />
        <strong>{headline}</strong>
        <span className={classes.detail}>{stoppedAt === undefined ? detail : ''}</span>
        <output className={classes.detail}>
          {stoppedAt !== undefined && describeProof(stoppedAt)}
        </output>
      </p>
      {stream.problem !== null && <StreamProblem problem={stream.problem} tone={tone} />}
      <CoverageStrip streamId={stream.id} />
      <StreamCounters stream={stream} />
    </article>
  )
}

/** A stop is a state with a time: the server answers when the connection is closed, not when it was asked to. */
function describeProof(stoppedAt: string): string {
  const time = formatClockProof(Date.parse(stoppedAt))
  return `at ${time}, confirmed: the connection is closed, nothing later is stored`
}
