import { describe, expect, test } from 'vitest'
import { bankOfLang, banksFor, TEXT_BANKS } from './all-texts.ts'
import { topicOf } from './topics.ts'

/** As in X's list of token separators, as far as the sentences use them. */
const SEPARATOR_OR_EDGE = /^$|^[\s\p{P}\p{S}]$/u

describe.each(TEXT_BANKS.map((bank) => [bank.lang, bank] as const))('texts in %s', (_, bank) => {
  const withSlot = [
    ...bank.about,
    ...Object.values(bank.onTopic).flat(),
    ...bank.also,
    ...bank.replies,
    ...bank.quotes,
    ...bank.polls.map(({ question }) => question),
  ]

  test('every sentence has a place for the word, cut off from its neighbours', () => {
    for (const sentence of withSlot) {
      const parts = sentence.split('{k}')
      expect(parts.length, sentence).toBeGreaterThan(1)
      for (const [index, part] of parts.entries()) {
        if (index > 0) expect(Array.from(part).at(0) ?? '', sentence).toMatch(SEPARATOR_OR_EDGE)
        if (index < parts.length - 1)
          expect(Array.from(part).at(-1) ?? '', sentence).toMatch(SEPARATOR_OR_EDGE)
      }
    }
  })

  test('sentences without a place have none, and hashtags are tags', () => {
    for (const sentence of [...bank.plain, ...bank.nouns, ...bank.names, ...bank.editNotes]) {
      expect(sentence).not.toContain('{')
      expect(sentence.trim()).toBe(sentence)
    }
    for (const tag of bank.hashtags)
      expect(tag).toMatch(/^[\p{L}\p{M}\p{N}_]*\p{L}[\p{L}\p{M}\p{N}_]*$/u)
    for (const { options } of bank.polls) {
      expect(options.length).toBeGreaterThanOrEqual(2)
      expect(options.length).toBeLessThanOrEqual(4)
      for (const option of options) expect(option.length).toBeLessThanOrEqual(25)
    }
  })

  test('nothing is written twice', () => {
    expect(new Set(withSlot).size).toBe(withSlot.length)
    expect(new Set(bank.plain).size).toBe(bank.plain.length)
  })
})

describe('the choice of a language', () => {
  test('follows the script of the words; Latin words and emoji go with any', () => {
    expect(banksFor('コーヒー').map(({ lang }) => lang)).toEqual(['ja'])
    expect(banksFor('東京').map(({ lang }) => lang)).toEqual(['zh', 'ja'])
    expect(banksFor('커피').map(({ lang }) => lang)).toEqual(['ko'])
    expect(banksFor('قهوة').map(({ lang }) => lang)).toEqual(['ar'])
    expect(banksFor('кофе').map(({ lang }) => lang)).toEqual(['ru'])
    expect(banksFor('coffee')).toBe(TEXT_BANKS)
    expect(banksFor('🙂')).toBe(TEXT_BANKS)
  })

  test('knows X’s codes and their regional forms', () => {
    expect(bankOfLang('EN')?.lang).toBe('en')
    expect(bankOfLang('zh-TW')?.lang).toBe('zh')
    expect(bankOfLang('he')?.lang).toBe('iw')
    expect(bankOfLang('sv')).toBeNull()
  })

  test('a word’s topic is found whatever its case and company', () => {
    expect(topicOf('Coffee')).toBe('coffee')
    expect(topicOf('cold brew')).toBe('coffee')
    expect(topicOf('#jazz')).toBe('music')
    expect(topicOf('xylophile')).toBeNull()
  })
})
