import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { TokenTable } from './token-table.ts'
import { tokenize } from './tokenize.ts'

// Thousands of random cases take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const COMMON = [
  'cat',
  'Straße',
  'STRASSE',
  'ΟΔΟΣ',
  'İstanbul',
  'ısı',
  'café',
  'cafe\u0301',
  '한국',
  '\u1112\u1161\u11ab\u1100\u116e\u11a8',
  '猫が好き',
  '👍🏽',
  '🇩🇪🇫🇷',
  '❤️',
  '𝗯𝗼𝗹𝗱',
  '\ufffe',
  '\u0000',
  '$TWTR',
]
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...COMMON), fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 12,
  })
  .chain((parts) => fc.constantFrom(' ', '', '-').map((separator) => parts.join(separator)))

test('a scan meets exactly the tokens of the text that are in the table, with their numbers', () => {
  fc.assert(
    fc.property(anyText, fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), (text, picks) => {
      const { tokens } = tokenize(text)
      const wanted = new Set(tokens.filter((_, at) => picks[at % picks.length]))
      const table = new TokenTable<string>()
      for (const token of wanted) table.set(token, token)
      const met: [string, number][] = []
      const count = table.scan(text, (token, at) => met.push([token, at]))
      expect(met).toEqual(tokens.flatMap((token, at) => (wanted.has(token) ? [[token, at]] : [])))
      expect(count).toBe(tokens.length)
    }),
    { numRuns: 1_000 },
  )
})

test('what is set is found, replaced and deleted, past many enlargements', () => {
  const table = new TokenTable<number>()
  const expected = new Map<string, number>()
  for (let each = 0; each < 5_000; each++) {
    table.set(`w${each}`, each)
    expected.set(`w${each}`, each)
  }
  for (let each = 0; each < 5_000; each += 3) {
    table.delete(`w${each}`)
    expected.delete(`w${each}`)
  }
  for (let each = 1; each < 5_000; each += 3) {
    table.set(`w${each}`, -each)
    expected.set(`w${each}`, -each)
  }
  table.delete('never there')
  for (let each = 0; each < 5_000; each++) {
    expect(table.get(`w${each}`)).toBe(expected.get(`w${each}`))
  }
  const met: number[] = []
  table.scan('w0 W1 w2 w1', (value) => met.push(value))
  expect(met).toEqual([-1, 2, -1])
})

test('words that share a hash are told apart', () => {
  const table = new TokenTable<string>()
  // So many that of the pairs between both sets some have the same 32 bits.
  const wordsOf = (sign: string): string[] =>
    Array.from({ length: 200_000 }, (_, at) => `${sign}${(at * 7919).toString(36)}`)
  for (const word of wordsOf('a')) table.set(word, word)
  const met: string[] = []
  table.scan(wordsOf('b').join(' '), (word) => met.push(word))
  expect(met).toEqual([])
})
