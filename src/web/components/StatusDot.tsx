import type { Tone } from '../text/stream-words.ts'
import classes from './StatusDot.module.css'

/** Colour is never alone: words stand beside it. */
export function StatusDot({ tone }: { tone: Tone }) {
  return <span className={classes.dot} data-tone={tone} aria-hidden />
}
