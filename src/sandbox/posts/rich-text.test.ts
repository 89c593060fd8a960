import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { createLink } from './links.ts'
import { Authors } from './authors.ts'
import {
  countCodePoints,
  cutSegments,
  plainText,
  renderText,
  weightedLength,
  type Segment,
} from './rich-text.ts'
import { ENGLISH } from './texts/english.ts'

const user = new Authors(1).pick(ENGLISH, createRandom(1))
const link = createLink([], createRandom(1))

const segment: fc.Arbitrary<Segment> = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => ({ kind: 'text' as const, text })),
  fc.constantFrom('Café', '東京', 'a_b').map((tag) => ({ kind: 'hashtag' as const, tag })),
  fc.constant({ kind: 'cashtag' as const, tag: 'OAKS' }),
  fc.constant({ kind: 'mention' as const, user }),
  fc.constant({ kind: 'url' as const, link }),
)

/** What stands at an entity's place, counted as X counts. */
function sliceCodePoints(text: string, start: number, end: number): string {
  return Array.from(text).slice(start, end).join('')
}

describe('text with entities', () => {
  test('offsets are code points of the escaped text: emoji and &amp; before a tag shift it rightly', () => {
    const { text, entities } = renderText([
      { kind: 'text', text: '👩‍🚀 tea & 3 < 4 > 2 ' },
      { kind: 'hashtag', tag: 'Café' },
      { kind: 'text', text: ' 🙂 ' },
      { kind: 'mention', user },
    ])
    expect(text).toBe(`👩‍🚀 tea &amp; 3 &lt; 4 &gt; 2 #Café 🙂 @${user.username}`)
    expect(entities!['hashtags']).toEqual([{ start: 30, end: 35, tag: 'Café' }])
    expect(sliceCodePoints(text, 30, 35)).toBe('#Café')
    expect(entities!['mentions']).toEqual([
      { start: 38, end: 39 + user.username.length, username: user.username, id: user.id },
    ])
  })

  test('for any text every entity stands where it says', () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 12 }), (segments) => {
        const { text, entities } = renderText(segments)
        const unescaped = text
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&amp;', '&')
        expect(unescaped).toBe(plainText(segments))
        expect(text).not.toMatch(/[<>]/)
        const all = Object.values(entities ?? {}).flat()
        expect(all).toHaveLength(segments.filter(({ kind }) => kind !== 'text').length)
        for (const entity of all) {
          const at = sliceCodePoints(text, entity['start'] as number, entity['end'] as number)
          expect([
            `#${String(entity['tag'])}`,
            `$${String(entity['tag'])}`,
            `@${String(entity['username'])}`,
            entity['url'],
          ]).toContain(at)
        }
      }),
    )
  })

  test('lists that would be empty are left out', () => {
    expect(renderText([{ kind: 'text', text: 'nothing' }]).entities).toBeNull()
    expect(Object.keys(renderText([{ kind: 'url', link }]).entities!)).toEqual(['urls'])
  })

  test('length counts as X does: CJK and emoji two, a link 23', () => {
    expect(weightedLength([{ kind: 'text', text: 'abc é' }])).toBe(5)
    expect(weightedLength([{ kind: 'text', text: '東京' }])).toBe(4)
    expect(weightedLength([{ kind: 'url', link: { ...link, url: 'https://t.co/x' } }])).toBe(23)
  })
})

describe('a text that is cut', () => {
  test('is left alone when it fits', () => {
    const segments: Segment[] = [{ kind: 'text', text: 'short' }]
    expect(cutSegments(segments, 5)).toEqual(segments)
  })

  test('ends between words with an ellipsis and keeps entities whole or not at all', () => {
    const segments: Segment[] = [
      { kind: 'text', text: 'one two three ' },
      { kind: 'hashtag', tag: 'Harbour' },
      { kind: 'text', text: ' four' },
    ]
    expect(plainText(cutSegments(segments, 24))).toBe('one two three #Harbour…')
    expect(plainText(cutSegments(segments, 18))).toBe('one two three …')
    expect(plainText(cutSegments(segments, 12))).toBe('one two…')
  })

  test('never exceeds the limit, is a beginning of the whole, and cuts no surrogate pair', () => {
    fc.assert(
      fc.property(
        fc.array(segment, { maxLength: 10 }),
        fc.integer({ min: 30, max: 280 }),
        (segments, limit) => {
          const cut = cutSegments(segments, limit)
          expect(weightedLength(cut)).toBeLessThanOrEqual(limit)
          const whole = plainText(segments)
          const text = plainText(cut)
          if (text !== whole) expect(whole.startsWith(text.replace(/…$/u, ''))).toBe(true)
          expect(text.isWellFormed()).toBe(whole.isWellFormed() || text.isWellFormed())
          expect(countCodePoints(text)).toBeLessThanOrEqual(limit)
        },
      ),
    )
  })
})
