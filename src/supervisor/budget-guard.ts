/**
 * Holds the month's spending against the budget while a billed stream runs. Counts are those of the commits, so whatever is
 * committed is seen within a quarter of a second, and the stream ends with `x.budget-reached`.
 */
import { monthOf, sumMonth, type MonthUsage } from '../domain/usage.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { SignalLatch } from '../lib/signal-latch.ts'
import { sleep } from '../lib/sleep.ts'
import type { Wake } from '../lib/wake.ts'
import { SourceError } from '../sources/source.ts'
import { StoreError, type Store } from '../store/store.ts'

export const BUDGET_CODE = 'x.budget-reached'
const POLL_MS = 1_000
/** Commits come every 20 ms on a busy stream; asking for each of them gains nothing. */
const MIN_PAUSE_MS = 250

export interface BudgetGuardOptions {
  /** US dollars a month; null: no limit, the guard never does anything. */
  readonly budgetUsd: number | null
  readonly store: Store
  readonly wake: Wake<WakeTopic>
  readonly clock: Clock
  readonly logger: Logger
}

export class BudgetGuard {
  readonly #options: BudgetGuardOptions
  #warnedOfMonthMs: number | null = null

  constructor(options: BudgetGuardOptions) {
    this.#options = options
  }

  /** Throws SourceError `x.budget-reached` when nothing more may be read this month. */
  async check(): Promise<void> {
    const { budgetUsd, store, clock, logger } = this.#options
    if (budgetUsd === null) return
    const nowMs = clock.nowMs()
    const { fromMs, toMs } = monthOf(nowMs)
    const month = sumMonth(await store.readUsageDays(fromMs, toMs), budgetUsd, nowMs)
    if (month.budget === 'reached') throw budgetReached(month, budgetUsd)
    if (month.budget !== 'near' || this.#warnedOfMonthMs === fromMs) return
    this.#warnedOfMonthMs = fromMs
    logger.warn(
      { event: 'budget.near', usd: month.usd, budgetUsd, projectedUsd: month.projectedUsd },
      'more than 80 % of the budget for reading X are spent this month',
    )
  }

  /** Checks after each commit until the signal fires, or the budget is reached: then throws as `check` does. */
  async watch(signal: AbortSignal): Promise<void> {
    if (this.#options.budgetUsd === null) return
    const committed = new SignalLatch()
    const unsubscribe = this.#options.wake.subscribe('committed', () => committed.set())
    try {
      for (;;) {
        await committed.wait(POLL_MS, signal)
        await this.check().catch((error: unknown) => {
          // A database that does not answer commits nothing either: what is spent is known again when it does.
          if (!(error instanceof StoreError)) throw error
        })
        await sleep(MIN_PAUSE_MS, signal)
      }
    } finally {
      unsubscribe()
    }
  }
}

function budgetReached(month: MonthUsage, budgetUsd: number): SourceError {
  return new SourceError(
    BUDGET_CODE,
    `The budget of ${budgetUsd} US dollars for reading X is spent this month (${month.usd.toFixed(2)}, by Magpie's count).`,
    {
      backoff: 'blocked',
      action:
        'Raise MAGPIE_X_BUDGET_USD and start Magpie again, or wait: the stream goes on by itself next month.',
      notBeforeMs: month.toMs,
    },
  )
}
