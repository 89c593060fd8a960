import { describe, expect, test } from 'vitest'
import { createRandom } from './random.ts'

const take = (seed: number | string, count: number): number[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.next())
}

describe('randomness from a seed', () => {
  test('the same seed gives the same sequence, another seed another one', () => {
    expect(take(7, 50)).toEqual(take(7, 50))
    expect(take(7, 50)).not.toEqual(take(8, 50))
    expect(take('posts 1', 50)).not.toEqual(take('posts 11', 50))
  })

  test('the sequence is the same everywhere: its first values are fixed', () => {
    const random = createRandom(1)
    expect(Array.from({ length: 5 }, () => random.below(1000))).toMatchInlineSnapshot(`
      [
        917,
        147,
        728,
        129,
        41,
      ]
    `)
  })

  test('values lie in their range and spread over it', () => {
    const values = take(3, 20_000)
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean).toBeGreaterThan(0.49)
    expect(mean).toBeLessThan(0.51)
    const random = createRandom(3)
    const dice = new Set(Array.from({ length: 500 }, () => random.between(1, 6)))
    expect(dice).toEqual(new Set([1, 2, 3, 4, 5, 6]))
  })

  test('a weighted pick follows its weights and never takes what weighs nothing', () => {
    const random = createRandom(5)
    const counts = { heavy: 0, light: 0, none: 0 }
    const items = [
      { weight: 0, value: 'none' as const },
      { weight: 9, value: 'heavy' as const },
      { weight: 1, value: 'light' as const },
    ]
    for (let i = 0; i < 5000; i++) counts[random.pickWeighted(items)]++
    expect(counts.none).toBe(0)
    expect(counts.heavy / counts.light).toBeGreaterThan(7)
    expect(counts.heavy / counts.light).toBeLessThan(12)
  })
})
