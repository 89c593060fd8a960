import { describe, expect, test } from 'vitest'
import { decodeRuleChange } from './rule-change.ts'

describe('the body of a rules change', () => {
  test('adds and deletes are told apart', () => {
    expect(decodeRuleChange({ add: [{ value: 'cat', tag: 'a' }, { value: 'dog' }] })).toEqual({
      kind: 'add',
      rules: [
        { value: 'cat', tag: 'a' },
        { value: 'dog', tag: null },
      ],
    })
    expect(decodeRuleChange({ delete: { ids: ['1'], values: ['cat'] } })).toEqual({
      kind: 'delete',
      rules: { ids: ['1'], values: ['cat'] },
    })
  })

  test.each([
    [[], '$: array found, object expected'],
    [null, '$: null found, object expected'],
    [{}, '$: exactly one of add and delete must be given'],
    [{ add: [{ value: 'a' }], delete: { ids: ['1'] } }, '$: exactly one of add and delete'],
    [{ add: [{ value: 'a' }], dryRun: true }, '$.dryRun: is not defined in the schema'],
    [{ add: {} }, '$.add: object found, array expected'],
    [{ add: [] }, '$.add: there must be a minimum of 1 items'],
    [{ add: ['cat'] }, '$.add[0]: string found, object expected'],
    [{ add: [{ tag: 'a' }] }, '$.add[0].value: is missing but it is required'],
    [{ add: [{ value: 'a' }, { value: 5 }] }, '$.add[1].value: number found, string expected'],
    [{ add: [{ value: 'a', tag: null }] }, '$.add[0].tag: null found, string expected'],
    [{ add: [{ value: 'a', id: '1' }] }, '$.add[0].id: is not defined in the schema'],
    [{ delete: [] }, '$.delete: array found, object expected'],
    [{ delete: {} }, '$.delete: ids or values must be given'],
    [{ delete: { ids: [1] } }, '$.delete.ids[0]: number found, string expected'],
    [{ delete: { ids: '1' } }, '$.delete.ids: string found, array expected'],
    [{ delete: { tags: ['a'] } }, '$.delete.tags: is not defined in the schema'],
  ])('%j is refused', (body, message) => {
    const change = decodeRuleChange(body)
    expect(change.kind).toBe('invalid')
    expect(change.kind === 'invalid' && change.faults[0]!.message).toContain(message)
  })
})
