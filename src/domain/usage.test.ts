import { describe, expect, test } from 'vitest'
import { DAY_MS, dayStartOf, monthOf, sumMonth, type UsageDay } from './usage.ts'
import { xCostUsd } from './x-prices.ts'

const MONTH = Date.UTC(2026, 10, 1)
const day = (number: number, reads: Partial<UsageDay> = {}): UsageDay => ({
  dayStartMs: MONTH + (number - 1) * DAY_MS,
  firstAtMs: MONTH + (number - 1) * DAY_MS,
  posts: 0,
  expandedPosts: 0,
  users: 0,
  ...reads,
})

test('a post costs half a cent, one that expansions bring along as much, an account a cent', () => {
  expect(xCostUsd({ posts: 1000, expandedPosts: 0, users: 0 })).toBe(5)
  expect(xCostUsd({ posts: 3, expandedPosts: 1, users: 2 })).toBe(0.04)
})

test('a month is a month of UTC, also in December', () => {
  const december = Date.UTC(2026, 11, 31, 23, 59, 59, 999)
  expect(monthOf(december)).toEqual({ fromMs: Date.UTC(2026, 11, 1), toMs: Date.UTC(2027, 0, 1) })
  expect(dayStartOf(december)).toBe(Date.UTC(2026, 11, 31))
})

describe('the sum of a month', () => {
  test('is of its own days only, and projected from the first read on', () => {
    const days = [
      day(0, { posts: 9_999 }),
      day(10, { posts: 100, users: 50 }),
      day(11, { posts: 100 }),
    ]
    const nowMs = MONTH + 11 * DAY_MS
    const month = sumMonth(days, null, nowMs)
    expect(month).toMatchObject({ posts: 200, users: 50, usd: 1.5, budget: 'none' })
    // Two days cost 1.50; nineteen are left.
    expect(month.projectedUsd).toBe(15.75)
  })

  test('without a read costs nothing', () => {
    expect(sumMonth([], 5, MONTH + 5)).toMatchObject({ usd: 0, projectedUsd: 0, budget: 'within' })
  })

  test('comes near its budget at 80 %, and reaches it when all of it is spent', () => {
    const spent = (posts: number) => sumMonth([day(1, { posts })], 1, MONTH + DAY_MS).budget
    expect([spent(159), spent(160), spent(199), spent(200), spent(500)]).toEqual([
      'within',
      'near',
      'near',
      'reached',
      'reached',
    ])
  })
})
