import type { DeliveryLine } from '../text/delivery-words.ts'
import classes from './DeliveryLines.module.css'
import { StatusDot } from './StatusDot.tsx'

/** A keyword's state, one line per stream: dot, word, reason. */
export function DeliveryLines({ lines }: { lines: readonly DeliveryLine[] }) {
  return (
    <ul className={classes.lines}>
      {lines.map(({ key, tone, word, detail }) => (
        <li key={key} className={classes.line}>
          <StatusDot tone={tone} />
          <span className={classes.words}>
            <span className={classes.word} data-tone={tone}>
              {word}
            </span>{' '}
            <span className={classes.detail}>{detail}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
