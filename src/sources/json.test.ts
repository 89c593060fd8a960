import { describe, expect, it } from 'vitest'
import { asCount, asId, asRecord, asString, firstString, parseExactJson } from './json.ts'

describe('reading JSON of others', () => {
  it('answers null for every type but the wanted one', () => {
    const strange = [null, undefined, true, [], {}, 1.5, -1, 'x', Number.NaN]
    expect(strange.map(asId)).toEqual(strange.map(() => null))
    expect(strange.map(asCount)).toEqual(strange.map(() => null))
    expect(strange.map((value) => asRecord(value) === null)).toEqual([
      true,
      true,
      true,
      true,
      false,
      true,
      true,
      true,
      true,
    ])
    expect(strange.map(asString)).toEqual(strange.map((value) => (value === 'x' ? 'x' : null)))
  })

  it('reads counts that are written as strings', () => {
    expect([asCount('1000'), asCount(0), asCount('-1'), asCount('1e3'), asCount('')]).toEqual([
      1000,
      0,
      null,
      null,
      null,
    ])
  })

  it('keeps every digit of numbers that a number cannot hold, and nothing else changes', () => {
    expect(
      parseExactJson(
        '{"id":1377649934414049282,"n":12,"f":1.5,"big":1e300,"s":"1377649934414049282"}',
      ),
    ).toEqual({
      id: '1377649934414049282',
      n: 12,
      f: 1.5,
      big: 1e300,
      s: '1377649934414049282',
    })
  })

  it('makes text that every database can hold', () => {
    expect(asString('a\ud83d')).toBe('a\ufffd')
    expect(firstString(null, '', 'a\u0000b')).toBe('a\ufffdb')
    expect(asString('🌅 日本')).toBe('🌅 日本')
  })
})
