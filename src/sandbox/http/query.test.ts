import { describe, expect, test } from 'vitest'
import type { RequestFault } from './problems.ts'
import {
  readBoolean,
  readInteger,
  readList,
  readPattern,
  readTimeMs,
  unknownParameters,
} from './query.ts'

const params = (query: string): URLSearchParams => new URLSearchParams(query)

describe('query parameters', () => {
  test('an unknown name is refused with the names there are', () => {
    expect(unknownParameters(params('a=1&foo=2&foo=3'), ['b', 'a'])).toEqual([
      { parameters: { foo: ['2', '3'] }, message: 'The query parameter [foo] is not one of [a,b]' },
    ])
  })

  test('lists are read over commas and repeats; each unknown value is a fault', () => {
    const faults: RequestFault[] = []
    expect(readList(params('f=a,b&f=c'), 'f', ['a', 'b', 'c'], faults)).toEqual(['a', 'b', 'c'])
    expect(readList(params(''), 'f', ['a'], faults)).toBeNull()
    expect(faults).toEqual([])
    readList(params('f=a,x,y'), 'f', ['a', 'b'], faults)
    expect(faults.map(({ message }) => message)).toEqual([
      'The `f` query parameter value [x] is not one of [a,b]',
      'The `f` query parameter value [y] is not one of [a,b]',
    ])
    const empty: RequestFault[] = []
    readList(params('f='), 'f', ['a'], empty)
    expect(empty[0]?.message).toBe('The `f` query parameter can not be empty')
  })

  test.each(['9', '101', '1.5', '-1', 'ten', '', '0x10', '1e2'])(
    'a number that is not between 10 and 100 is refused: %j',
    (text) => {
      const faults: RequestFault[] = []
      readInteger(params(`n=${text}`), 'n', { min: 10, max: 100, fallback: 10 }, faults)
      expect(faults).toEqual([
        {
          parameters: { n: [text] },
          message: `The \`n\` query parameter value [${text}] is not between 10 and 100`,
        },
      ])
    },
  )

  test('times are ISO 8601 in UTC, with or without seconds', () => {
    const faults: RequestFault[] = []
    expect(readTimeMs(params('t=2026-03-30T18:18Z'), 't', faults)).toBe(
      Date.UTC(2026, 2, 30, 18, 18),
    )
    expect(readTimeMs(params('t=2026-03-30T18:18:01.5Z'), 't', faults)).toBe(
      Date.UTC(2026, 2, 30, 18, 18, 1, 500),
    )
    expect(faults).toEqual([])
    for (const text of ['2026-03-30', '2026-13-30T18:18Z', '2026-03-30T18:18:00+01:00', 'now']) {
      expect(readTimeMs(params(`t=${encodeURIComponent(text)}`), 't', faults)).toBeNull()
    }
    expect(faults).toHaveLength(4)
  })

  test('booleans are true and false, nothing else; patterns are checked whole', () => {
    const faults: RequestFault[] = []
    expect(readBoolean(params('b=true'), 'b', faults)).toBe(true)
    expect(readBoolean(params(''), 'b', faults)).toBe(false)
    expect(readPattern(params('id=12'), 'id', /^[0-9]{1,19}$/, faults)).toBe('12')
    expect(faults).toEqual([])
    readBoolean(params('b=1'), 'b', faults)
    readPattern(params('id=12x'), 'id', /^[0-9]{1,19}$/, faults)
    expect(faults.map(({ message }) => message)).toEqual([
      'The `b` query parameter value [1] is not one of [true,false]',
      'The `id` query parameter value [12x] does not match ^[0-9]{1,19}$',
    ])
  })
})
