import { expect, test } from 'vitest'
import { formatChange, formatQuantity, formatRate, formatRatio } from './format-number.ts'

test('a ratio a hair below one is not shown as whole', () => {
  const whole = formatRatio(1)
  expect(formatRatio(0.99999)).not.toBe(whole)
  expect(formatRatio(0.996)).not.toBe(whole)
  expect(formatRatio(1.2)).toBe(whole)
})

test('a ratio a hair above nothing is not shown as nothing', () => {
  expect(formatRatio(0.003)).not.toBe(formatRatio(0))
  expect(formatRatio(0.0000001)).not.toBe(formatRatio(0))
})

test('a ratio never leaves 0 to 1', () => {
  expect(formatRatio(-0.1)).toBe(formatRatio(0))
})

test('one is singular, everything else plural', () => {
  expect(formatQuantity(1, 'post')).toBe('1 post')
  expect(formatQuantity(0, 'post')).toBe('0 posts')
  expect(formatQuantity(2, 'reply', 'replies')).toBe('2 replies')
})

test('a change has its sign, and none where there is nothing to compare', () => {
  expect(formatChange(150, 100)).toMatch(/^\+/u)
  expect(formatChange(50, 100)).toMatch(/^−/u)
  expect(formatChange(100, 100)).toMatch(/^±/u)
  expect(formatChange(5, 0)).toBeNull()
})

test('a rate keeps two digits that count', () => {
  expect(formatRate(0)).toBe('0')
  expect(Number(formatRate(12.34))).toBe(12)
  expect(Number(formatRate(249.6))).toBe(250)
})
