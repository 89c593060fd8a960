import { expect, test } from 'vitest'
import { languageName } from './language-name.ts'

test('a language has its English name', () => {
  expect(languageName('ja')).toBe('Japanese')
})

test('X marks what is no language by codes of its own', () => {
  expect(languageName('und')).toBe('Undetermined')
  expect(languageName('qme')).toBe('Media only')
})

test('what is no code is shown as it came', () => {
  expect(languageName('not a code!')).toBe('not a code!')
})
