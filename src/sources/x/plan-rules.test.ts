import { describe, expect, it } from 'vitest'
import { asKeywordId } from '../../domain/ids.ts'
import type { ActiveKeyword } from '../../domain/keyword.ts'
import { planRules, type XRule } from './plan-rules.ts'

const keyword = (id: string, query: string): ActiveKeyword => ({
  id: asKeywordId(id),
  version: 1,
  query,
})
const rule = (id: string, value: string, tag: string | null): XRule => ({ id, value, tag })

describe('the plan for rules', () => {
  it('leaves what is already right', () => {
    const plan = planRules([keyword('a', 'cat')], [rule('1', 'cat', 'magpie:a')])
    expect(plan).toEqual({ claims: new Map([['1', ['a']]]), missing: [], stale: [] })
  })

  it('adds what is missing, and gives up what nobody wants', () => {
    const existing = [rule('1', 'old', 'magpie:gone'), rule('2', 'cat', 'magpie:a')]
    const plan = planRules([keyword('a', 'cat has:images')], existing)
    expect(plan.missing.map(({ id }) => id)).toEqual(['a'])
    expect(plan.stale.map(({ id }) => id)).toEqual(['1', '2'])
  })

  it('never gives up rules of others', () => {
    const existing = [rule('1', 'x', null), rule('2', 'y', ''), rule('3', 'z', 'theirs')]
    expect(planRules([], existing).stale).toEqual([])
  })

  it('adopts a rule of the same value, whoever made it and for whatever keyword', () => {
    const existing = [rule('1', ' cat ', 'theirs'), rule('2', 'dog', 'magpie:gone')]
    const plan = planRules([keyword('a', 'cat'), keyword('b', 'dog')], existing)
    expect(plan).toEqual({
      claims: new Map([
        ['1', ['a']],
        ['2', ['b']],
      ]),
      missing: [],
      stale: [],
    })
  })

  it('puts keywords whose rule is to be replaced before new ones', () => {
    const existing = [rule('1', 'old', 'magpie:b')]
    const plan = planRules(
      [keyword('a', 'cat'), keyword('b', 'new'), keyword('c', 'fox')],
      existing,
    )
    expect(plan.missing.map(({ id }) => id)).toEqual(['b', 'a', 'c'])
  })
})
