/** What reading X costs, in words. */
import type { WireUsage } from '../../domain/wire.ts'
import { formatQuantity, formatUsd } from './format-number.ts'

export interface UsageWords {
  readonly headline: string
  readonly detail: string
  /** Null without a budget. */
  readonly budget: string | null
  /** Null when X has not said anything. */
  readonly ofX: string | null
}

export function describeUsage(usage: WireUsage): UsageWords {
  const parts = [formatQuantity(usage.posts, 'post')]
  if (usage.expandedPosts > 0) {
    parts.push(formatQuantity(usage.expandedPosts, 'expanded post'))
  }
  if (usage.users > 0) parts.push(formatQuantity(usage.users, 'account'))
  return {
    headline: `${formatUsd(usage.usd)} this month`,
    detail: `${parts.join(', ')}; ${formatUsd(usage.projectedUsd)} by the end of the month at this pace`,
    budget: describeBudget(usage),
    ofX: usage.xUsage && `X itself has counted ${formatQuantity(usage.xUsage.posts, 'post')}`,
  }
}

function describeBudget({ budgetUsd, budgetReached, warning }: WireUsage): string | null {
  if (budgetUsd === null) return null
  const budget = `budget ${formatUsd(budgetUsd)}`
  if (budgetReached) return `${budget}: spent, X is not read until next month`
  return warning ? `${budget}: more than 80 % are spent` : budget
}
