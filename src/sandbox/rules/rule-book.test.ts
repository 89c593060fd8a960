import { describe, expect, test } from 'vitest'
import { parseRule } from '../../match/parse-rule.ts'
import { createSandboxTime, createSettings } from '../settings.ts'
import { createSnowflakes } from '../snowflake.ts'
import { RuleBook } from './rule-book.ts'

function createBook(ruleDelayMs: number) {
  const clock = { ms: Date.UTC(2026, 0, 1), nowMs: () => clock.ms }
  const options = { port: 0, rate: 1, seed: 1, token: null, replayFile: null, ruleDelayMs }
  const settings = createSettings(options)
  const book = new RuleBook(settings, createSandboxTime(clock, settings), createSnowflakes())
  const add = (value: string) => {
    const rule = book.draft(value, null, parseRule(value).rule!)
    book.add(rule)
    return rule
  }
  const active = (): string[] => book.active().rules.map(({ value }) => value)
  return { book, clock, settings, add, active }
}

describe('the rule book', () => {
  test('without a delay a rule takes effect, and goes, at once', () => {
    const { book, add, active } = createBook(0)
    const cat = add('cat')
    add('dog')
    expect(active()).toEqual(['cat', 'dog'])
    book.delete(cat)
    expect(active()).toEqual(['dog'])
    expect(book.size).toBe(1)
  })

  test('with a delay the list changes at once and the stream later', () => {
    const { book, clock, add, active } = createBook(5000)
    const cat = add('cat')
    expect(book.list()).toEqual([cat])
    expect(active()).toEqual([])
    clock.ms += 4999
    expect(active()).toEqual([])
    clock.ms += 1
    expect(active()).toEqual(['cat'])
    book.delete(cat)
    expect(book.list()).toEqual([])
    expect(active()).toEqual(['cat'])
    clock.ms += 5000
    expect(active()).toEqual([])
  })

  test('the version changes with the rules, and only then', () => {
    const { book, clock, add } = createBook(0)
    add('cat')
    const first = book.active()
    clock.ms += 60_000
    expect(book.active()).toBe(first)
    add('dog')
    expect(book.active().version).toBeGreaterThan(first.version)
  })

  test('a skewed clock neither hurries nor holds up a rule', () => {
    const { clock, settings, add, active } = createBook(1000)
    add('cat')
    settings.skewMs = 600_000
    expect(active()).toEqual([])
    clock.ms += 1000
    settings.skewMs = -600_000
    expect(active()).toEqual(['cat'])
  })

  test('a draft is in no list', () => {
    const { book } = createBook(0)
    const draft = book.draft('cat', 'tag', parseRule('cat').rule!)
    expect(book.findById(draft.id)).toBeNull()
    expect(book.active().rules).toEqual([])
  })
})
