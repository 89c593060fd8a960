import { describe, expect, test } from 'vitest'
import { parseRule } from '../../match/parse-rule.ts'
import { createRandom } from '../random.ts'
import type { SandboxRule } from './rule-book.ts'
import { RuleShares } from './rule-shares.ts'

const rules: SandboxRule[] = ['a', 'b', 'c', 'd'].map((value, index) => ({
  id: String(index),
  value,
  tag: null,
  rule: parseRule(value).rule!,
  activeFromMs: 0,
}))

function count(shares: RuleShares, picks: number): Map<string, number> {
  const random = createRandom(1)
  const counts = new Map<string, number>()
  for (let i = 0; i < picks; i++) {
    const { value } = shares.pick(random)!
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}

describe('shares of the rules', () => {
  test('every rule gets one, none more than a few times another', () => {
    const counts = count(new RuleShares(rules, 1), 40_000)
    expect(counts.size).toBe(4)
    expect(Math.max(...counts.values()) / Math.min(...counts.values())).toBeLessThan(4)
  })

  test('interest drifts: a stretch has other shares than the next', () => {
    const shares = new RuleShares(rules, 1)
    const early = count(shares, 1500).get('a')!
    const stretches = Array.from({ length: 8 }, () => count(shares, 1500).get('a')!)
    expect(Math.max(early, ...stretches) / Math.min(early, ...stretches)).toBeGreaterThan(1.2)
  })

  test('a dropped rule is never picked again; without rules there is nothing to pick', () => {
    const shares = new RuleShares(rules, 1)
    shares.drop(rules[0]!)
    expect([...count(shares, 2000).keys()].toSorted()).toEqual(['b', 'c', 'd'])
    for (const rule of rules) shares.drop(rule)
    expect(shares.pick(createRandom(1))).toBeNull()
  })
})
