import { expect, test } from 'vitest'
import type { WireUsage } from '../../domain/wire.ts'
import { describeUsage } from './usage-words.ts'

const usage = (fields: Partial<WireUsage> = {}): WireUsage => ({
  month: '2026-11',
  posts: 1,
  expandedPosts: 0,
  users: 0,
  usd: 0.01,
  projectedUsd: 3,
  budgetUsd: null,
  warning: false,
  budgetReached: false,
  days: [],
  xUsage: null,
  ...fields,
})

test('the words name what was read, and only that', () => {
  expect(describeUsage(usage())).toMatchObject({ budget: null, ofX: null })
  expect(describeUsage(usage()).detail).toMatch(/^1 post;/)
  expect(describeUsage(usage({ expandedPosts: 2, users: 3 })).detail).toMatch(
    /^1 post, 2 expanded posts, 3 accounts;/,
  )
})

test('a budget says when it is nearly spent, and when it is', () => {
  expect(describeUsage(usage({ budgetUsd: 5 })).budget).toMatch(/^budget \D*5\.00$/)
  expect(describeUsage(usage({ budgetUsd: 5, warning: true })).budget).toContain('80 %')
  const spent = describeUsage(usage({ budgetUsd: 5, warning: true, budgetReached: true }))
  expect(spent.budget).toContain('not read until next month')
})

test("X's own count stands beside ours", () => {
  const xUsage = { posts: 7, cap: null, capResetDay: null, readAt: '2026-11-01T00:00:00.000Z' }
  expect(describeUsage(usage({ xUsage })).ofX).toBe('X itself has counted 7 posts')
})
