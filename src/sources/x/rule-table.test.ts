import { describe, expect, it } from 'vitest'
import { asKeywordId } from '../../domain/ids.ts'
import { createRuleTable, keywordIdOfTag, tagOf } from './rule-table.ts'

const CATS = asKeywordId('cats')
const DOGS = asKeywordId('dogs')

describe('the table from rules to keywords', () => {
  it('knows our tags before anything was applied', () => {
    const table = createRuleTable()
    expect(table.keywordIdsOf([{ id: '1', tag: 'magpie:cats' }])).toEqual([CATS])
    expect(table.keywordIdsOf([{ id: null, tag: tagOf(DOGS) }])).toEqual([DOGS])
  })

  it('knows nobody by tags of others', () => {
    const rules = [
      { id: '1', tag: 'cats' },
      { id: '2', tag: null },
      { id: '3', tag: '' },
      { id: '4', tag: 'Magpie:cats' },
    ]
    expect(createRuleTable().keywordIdsOf(rules)).toEqual([])
    expect(rules.map((rule) => keywordIdOfTag(rule.tag))).toEqual([null, null, null, null])
  })

  it('prefers the claim of a rule to the tag it carries', () => {
    const table = createRuleTable()
    table.claim('1', DOGS)
    expect(table.keywordIdsOf([{ id: '1', tag: 'magpie:cats' }])).toEqual([DOGS])
    table.claim('1', CATS)
    table.claim('1', DOGS)
    expect(table.keywordIdsOf([{ id: '1', tag: null }])).toEqual([DOGS, CATS])
  })

  it('names a keyword once, however many of its rules matched', () => {
    const rules = [
      { id: '1', tag: 'magpie:cats' },
      { id: '2', tag: 'magpie:cats' },
      { id: '3', tag: 'magpie:dogs' },
    ]
    expect(createRuleTable().keywordIdsOf(rules)).toEqual([CATS, DOGS])
  })

  it('counts an old rule for its keyword as long as the keyword is active, and not longer', () => {
    const table = createRuleTable()
    table.settle(new Map([['9', [CATS]]]), new Set([CATS]))
    expect(table.keywordIdsOf([{ id: '1', tag: 'magpie:cats' }])).toEqual([CATS])
    expect(table.keywordIdsOf([{ id: '2', tag: 'magpie:dogs' }])).toEqual([])
    table.settle(new Map(), new Set([DOGS]))
    expect(table.keywordIdsOf([{ id: '9', tag: null }])).toEqual([])
  })
})
