import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sliceMember } from './slice-member.ts'

const slice = (json: string, name = 'event'): string | null =>
  sliceMember(Buffer.from(json), name)?.toString('utf8') ?? null

describe('a member’s bytes', () => {
  test('come exactly as they stand, with numbers no program can hold', () => {
    expect(slice('{"source":"x","event": {"id": 1377649934414049282, "a" : [1,  2]} ,"z":1}')).toBe(
      '{"id": 1377649934414049282, "a" : [1,  2]}',
    )
    expect(slice('{"event":-12.50e+3}')).toBe('-12.50e+3')
    expect(slice('{"event":"a\\"b}"}')).toBe('"a\\"b}"')
  })

  test('are found on the first level only, and not in texts', () => {
    expect(slice('{"a":{"event":1},"b":"\\"event\\":2","event":3}')).toBe('3')
    expect(slice('{"a":{"event":1},"b":["event",{"event":2}]}')).toBeNull()
    expect(slice('{"event":"event","x":2}')).toBe('"event"')
    expect(slice('{}')).toBeNull()
    expect(slice('[{"event":1}]')).toBeNull()
  })

  test('of two of one name the last one counts, as in JSON.parse', () => {
    expect(slice('{"event":1,"event":2}')).toBe('2')
  })

  test('for any object the slice is the value', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.jsonValue(),
        fc.nat(4),
        (rest, event, indent) => {
          const json = JSON.stringify({ ...rest, event }, null, indent)
          const found = slice(json)
          expect(found).not.toBeNull()
          expect(JSON.parse(found!)).toEqual(JSON.parse(JSON.stringify(event)))
        },
      ),
    )
  })
})
