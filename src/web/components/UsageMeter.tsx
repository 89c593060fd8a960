import { useUsage } from '../api/use-usage.ts'
import { describeUsage } from '../text/usage-words.ts'
import classes from './UsageMeter.module.css'

/** What reading X has cost this month; nothing while there is nothing to pay and no budget. */
export function UsageMeter() {
  const { data: usage } = useUsage()
  if (usage === undefined || (usage.usd === 0 && usage.budgetUsd === null)) return null
  const words = describeUsage(usage)
  const tone = usage.budgetReached ? 'bad' : usage.warning ? 'warning' : 'good'
  return (
    <section className={classes.usage} aria-label="Cost of reading X" data-tone={tone}>
      <p className={classes.line}>
        <strong>{words.headline}</strong>
        {words.budget !== null && <span className={classes.budget}>{words.budget}</span>}
      </p>
      {usage.budgetUsd !== null && (
        <meter
          className={classes.meter}
          aria-label="Part of the budget that is spent"
          min={0}
          max={usage.budgetUsd}
          value={Math.min(usage.usd, usage.budgetUsd)}
        />
      )}
      <p className={classes.detail}>{words.detail}</p>
      {words.ofX !== null && <p className={classes.detail}>{words.ofX}</p>}
    </section>
  )
}
