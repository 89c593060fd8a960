import { isoTime } from '../../domain/to-wire.ts'
import { monthOf, sumMonth } from '../../domain/usage.ts'
import { xCostUsd, type XReads } from '../../domain/x-prices.ts'
import type { WireUsage, WireUsageCounts } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { reference } from '../schemas/common.ts'

export function registerUsage(app: App, { store, clock, xBudgetUsd = null }: ApiContext): void {
  app.get(
    '/api/v1/usage',
    {
      schema: {
        tags: ['operations'],
        summary: 'What reading X has cost this month',
        description:
          'Counted as X does, each post and account once a UTC day; what the sandbox sends is not in it.',
        response: { 200: reference<WireUsage>('Usage') },
      },
    },
    async (): Promise<WireUsage> => {
      const nowMs = clock.nowMs()
      const { fromMs, toMs } = monthOf(nowMs)
      const [days, ofNetwork] = await Promise.all([
        store.readUsageDays(fromMs, toMs),
        store.readNetworkUsage(),
      ])
      const month = sumMonth(days, xBudgetUsd, nowMs)
      return {
        month: isoTime(fromMs).slice(0, 7),
        ...countsOf(month),
        projectedUsd: month.projectedUsd,
        budgetUsd: month.budgetUsd,
        warning: month.budget === 'near' || month.budget === 'reached',
        budgetReached: month.budget === 'reached',
        days: days.map((day) => ({ date: isoTime(day.dayStartMs).slice(0, 10), ...countsOf(day) })),
        xUsage: ofNetwork && {
          posts: ofNetwork.posts,
          cap: ofNetwork.cap,
          capResetDay: ofNetwork.capResetDay,
          readAt: isoTime(ofNetwork.readAtMs),
        },
      }
    },
  )
}

function countsOf(reads: XReads): WireUsageCounts {
  const { posts, expandedPosts, users } = reads
  return { posts, expandedPosts, users, usd: xCostUsd(reads) }
}
