import type { WireStreamProblem } from '../../domain/wire.ts'
import type { Tone } from '../text/stream-words.ts'
import classes from './StreamProblem.module.css'

/** Why a stream is not simply live, and what a person can do about it. */
export function StreamProblem({ problem, tone }: { problem: WireStreamProblem; tone: Tone }) {
  return (
    <div className={classes.problem} data-tone={tone}>
      <div>{problem.detail}</div>
      {problem.action !== null && (
        <div>
          <strong>What to do:</strong> {problem.action}
        </div>
      )}
      <code className={classes.code}>{problem.code}</code>
    </div>
  )
}
