import { expect, test } from 'vitest'
import { listSearchTerms } from './search-terms.ts'

test('words and phrases are looked for, exclusions are not', () => {
  expect(listSearchTerms('flat "white cup" -tea -"iced coffee"')).toEqual(['flat', 'white cup'])
})

test('an unclosed phrase is a phrase', () => {
  expect(listSearchTerms('"white cu')).toEqual(['white cu'])
})

test('nothing gives nothing', () => {
  expect(listSearchTerms('  -  "" ')).toEqual([])
})
