/** What reading has cost in a month, by Magpie's own count: days added up, projected to the month's end, held against the budget. Pure. */
import { xCostUsd, type XReads } from './x-prices.ts'

export const DAY_MS = 86_400_000
/** From this part of the budget on there is a warning. */
export const BUDGET_WARNING_RATIO = 0.8
/** A rate measured over less says nothing about a month. */
const MIN_MEASURED_MS = 3_600_000

/** One UTC day of reading; `dayStartMs` is its midnight. */
export interface UsageDay extends XReads {
  readonly dayStartMs: number
  /** When the first read of the day was counted. */
  readonly firstAtMs: number
}

/** What X itself says was read; counted per project, so other programs of the project are in it. */
export interface NetworkUsage {
  readonly readAtMs: number
  readonly posts: number
  /** Posts the plan allows in a cycle; null when X does not say. */
  readonly cap: number | null
  /** Day on which X's cycle begins anew, as X names it; null when it does not. */
  readonly capResetDay: number | null
}

export interface MonthUsage extends XReads {
  readonly fromMs: number
  readonly toMs: number
  readonly usd: number
  /** What the month will have cost if it goes on like this. */
  readonly projectedUsd: number
  readonly budgetUsd: number | null
  /** `near`: 80 % of the budget are spent · `reached`: nothing more is read this month. */
  readonly budget: 'none' | 'within' | 'near' | 'reached'
}

/** The UTC month that `nowMs` is in: from inclusive, to exclusive. */
export function monthOf(nowMs: number): { fromMs: number; toMs: number } {
  const now = new Date(nowMs)
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  return { fromMs: Date.UTC(year, month, 1), toMs: Date.UTC(year, month + 1, 1) }
}

export function dayStartOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS) * DAY_MS
}

/** `days`: those of the month that `nowMs` is in; others are passed over. */
export function sumMonth(
  days: readonly UsageDay[],
  budgetUsd: number | null,
  nowMs: number,
): MonthUsage {
  const { fromMs, toMs } = monthOf(nowMs)
  const ofMonth = days.filter(({ dayStartMs }) => dayStartMs >= fromMs && dayStartMs < toMs)
  const reads = {
    posts: sum(ofMonth.map((day) => day.posts)),
    expandedPosts: sum(ofMonth.map((day) => day.expandedPosts)),
    users: sum(ofMonth.map((day) => day.users)),
  }
  const usd = xCostUsd(reads)
  const sinceMs = Math.min(nowMs, ...ofMonth.map(({ firstAtMs }) => firstAtMs))
  const measuredMs = Math.max(nowMs - sinceMs, MIN_MEASURED_MS)
  const projectedUsd = usd + (usd / measuredMs) * Math.max(toMs - nowMs, 0)
  return {
    fromMs,
    toMs,
    ...reads,
    usd,
    projectedUsd: Math.round(projectedUsd * 100) / 100,
    budgetUsd,
    budget: budgetState(usd, budgetUsd),
  }
}

function budgetState(usd: number, budgetUsd: number | null): MonthUsage['budget'] {
  if (budgetUsd === null) return 'none'
  if (usd >= budgetUsd) return 'reached'
  return usd >= budgetUsd * BUDGET_WARNING_RATIO ? 'near' : 'within'
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
