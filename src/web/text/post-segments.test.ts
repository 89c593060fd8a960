import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { segmentPostText, shortenAddress, type Segment } from './post-segments.ts'

const NOTHING = { terms: [], hashtags: [], mentions: [], urls: [] }

function textOf(segments: readonly Segment[]): string {
  return segments.flatMap((segment) => segment.pieces.map((piece) => piece.text)).join('')
}

function mentionsOf(segments: readonly Segment[]): string[] {
  return segments.flatMap((segment) => (segment.kind === 'mention' ? [segment.value] : []))
}

function matchesOf(text: string, terms: string[]): string[] {
  return segmentPostText(text, { ...NOTHING, terms })
    .flatMap((segment) => segment.pieces)
    .filter((piece) => piece.isMatch)
    .map((piece) => piece.text)
}

describe('entities', () => {
  test('a listed hashtag is one, in any case and script', () => {
    const segments = segmentPostText('go #Coffee and #東京!', {
      ...NOTHING,
      hashtags: ['coffee', '東京'],
    })
    expect(segments.filter((segment) => segment.kind === 'hashtag')).toEqual([
      { kind: 'hashtag', value: 'Coffee', pieces: [{ text: '#Coffee', isMatch: false }] },
      { kind: 'hashtag', value: '東京', pieces: [{ text: '#東京', isMatch: false }] },
    ])
  })

  test('what the network did not list is plain text', () => {
    const segments = segmentPostText('issue #12 mail a@b.example', NOTHING)
    expect(segments.map((segment) => segment.kind)).toEqual(['text'])
  })

  test('a mention ends where the handle ends, not where the sentence does', () => {
    const segments = segmentPostText('thanks @mara. And @mara_b!', {
      ...NOTHING,
      mentions: ['mara', 'mara_b'],
    })
    expect(mentionsOf(segments)).toEqual(['mara', 'mara_b'])
    expect(textOf(segments)).toBe('thanks @mara. And @mara_b!')
  })

  test('handles with dots and a host are mentions on networks that have them', () => {
    const segments = segmentPostText('see @mara.social.example and @teo@town.example', {
      ...NOTHING,
      mentions: ['mara.social.example', 'teo@town.example'],
    })
    expect(mentionsOf(segments)).toEqual(['mara.social.example', 'teo@town.example'])
  })

  test('a link leaves the punctuation behind it to the sentence', () => {
    const segments = segmentPostText('(see https://example.org/a).', NOTHING)
    const link = segments.find((segment) => segment.kind === 'link')
    expect(link).toMatchObject({ address: 'https://example.org/a' })
    expect(textOf(segments)).toBe('(see example.org/a).')
  })
})

describe('short links', () => {
  test('show and lead to the address they stand for', () => {
    const [link] = segmentPostText('https://t.co/a1', {
      ...NOTHING,
      urls: ['https://www.example.org/page/'],
    })
    expect(link).toEqual({
      kind: 'link',
      address: 'https://www.example.org/page/',
      pieces: [{ text: 'example.org/page', isMatch: false }],
    })
  })

  test('one more than addresses is the link to the media', () => {
    const segments = segmentPostText('a https://t.co/a1 https://t.co/media', {
      ...NOTHING,
      urls: ['https://example.org'],
    })
    expect(segments.filter((s) => s.kind === 'link').map((s) => s.address)).toEqual([
      'https://example.org',
      'https://t.co/media',
    ])
  })

  test('to the media of the post are left out at its end', () => {
    const segments = segmentPostText('look https://t.co/a1', {
      ...NOTHING,
      urls: ['https://x.com/mara/status/12/photo/1'],
    })
    expect(segments).toEqual([{ kind: 'text', pieces: [{ text: 'look', isMatch: false }] }])
  })

  test('to another post stay', () => {
    const segments = segmentPostText('look https://t.co/a1', {
      ...NOTHING,
      urls: ['https://x.com/mara/status/12'],
    })
    expect(segments.at(-1)?.kind).toBe('link')
  })

  test('are left alone when they cannot be paired without doubt', () => {
    const segments = segmentPostText('https://t.co/a https://t.co/b https://t.co/c', {
      ...NOTHING,
      urls: ['https://example.org'],
    })
    expect(segments.filter((s) => s.kind === 'link').map((s) => s.address)).toEqual([
      'https://t.co/a',
      'https://t.co/b',
      'https://t.co/c',
    ])
  })

  test('never lead to anything but the web', () => {
    const [link] = segmentPostText('https://t.co/a', { ...NOTHING, urls: ['javascript:alert(1)'] })
    expect(link).toMatchObject({ address: 'https://t.co/a' })
  })
})

describe('matches', () => {
  test('are whole words, in any case', () => {
    expect(matchesOf('Cat, concatenate, CAT and cats', ['cat'])).toEqual(['Cat', 'CAT'])
  })

  test('of a phrase span any white space', () => {
    expect(matchesOf('a flat\n white', ['flat white'])).toEqual(['flat\n white'])
  })

  test('in scripts without spaces stand anywhere', () => {
    expect(matchesOf('今日の東京は雨', ['東京'])).toEqual(['東京'])
  })

  test('reach into hashtags', () => {
    const segments = segmentPostText('#coffee', {
      ...NOTHING,
      terms: ['coffee'],
      hashtags: ['coffee'],
    })
    expect(segments[0]?.pieces).toEqual([
      { text: '#', isMatch: false },
      { text: 'coffee', isMatch: true },
    ])
  })

  test('prefer the longer term where two begin at the same place', () => {
    expect(matchesOf('solar eclipse', ['solar', 'solar eclipse'])).toEqual(['solar eclipse'])
  })

  test('take characters of regular expressions for what they are', () => {
    expect(matchesOf('c++ (a) .*', ['c++', '(a)'])).toEqual(['c++', '(a)'])
  })
})

test('no character is lost or doubled, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 3 }),
      (text, terms) => {
        fc.pre(!/https?:/iu.test(text))
        expect(textOf(segmentPostText(text, { ...NOTHING, terms }))).toBe(text)
      },
    ),
  )
})

test('a long address is cut for the eye', () => {
  const shown = shortenAddress(`https://example.org/${'a'.repeat(80)}`)
  expect(shown).toHaveLength(42)
  expect(shown.endsWith('…')).toBe(true)
})
