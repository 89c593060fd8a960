import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markProblems } from './query-marks.ts'

const problem = (position: number, length: number) => ({ message: 'no', position, length })

test('the marked part is where the problem is', () => {
  expect(markProblems('cat is:bad dog', [problem(4, 6)])).toEqual([
    { text: 'cat ', problem: null },
    { text: 'is:bad', problem: 0 },
    { text: ' dog', problem: null },
  ])
})

test('a problem without length marks one character', () => {
  expect(markProblems('a(b', [problem(1, 0)])[1]).toEqual({ text: '(', problem: 0 })
})

test('a problem at the end marks the last character', () => {
  expect(markProblems('abc', [problem(3, 0)])).toEqual([
    { text: 'ab', problem: null },
    { text: 'c', problem: 0 },
  ])
})

test('positions count UTF-16 units, as the server does', () => {
  expect(markProblems('🌘 is:bad', [problem(3, 6)])[1]).toEqual({ text: 'is:bad', problem: 0 })
})

test('whatever the positions, the parts make up the query', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.array(fc.record({ position: fc.integer({ min: -5, max: 50 }), length: fc.nat(60) })),
      (query, spans) => {
        const parts = markProblems(
          query,
          spans.map(({ position, length }) => problem(position, length)),
        )
        expect(parts.map((part) => part.text).join('')).toBe(query)
        expect(parts.every((part) => part.text !== '')).toBe(true)
      },
    ),
  )
})
