import { describe, expect, test } from 'vitest'

import { searchTokens } from './search-text.ts'

describe('text as search sees it', () => {
  const CASES: [string, string[]][] = [
    ['', []],
    ['Hello, World!', ['hello', 'world']],
    [
      'rock-and-roll @Magda_M #Tag2 don’t',
      ['rock', 'and', 'roll', 'magda', 'm', 'tag2', 'don', 't'],
    ],
    ['Café ÀÉÎÕÜ ñ', ['cafe', 'aeiou', 'n']],
    ['Cafe\u0301', ['cafe']],
    ['ﬁne Ｆｕｌｌ １２', ['fine', 'full', '12']],
    ['ΌΣΟΣ', ['οσοσ']],
    ['мой ёлка', ['мой', 'ёлка']],
    ['İstanbul STRASSE straße', ['istanbul', 'strasse', 'straße']],
    ['東', ['東']],
    ['東京', ['東京', '京']],
    ['東京都', ['東京', '京都', '都']],
    ['iPhone15を買った', ['iphone15', 'を買', '買っ', 'った', 'た']],
    ['ラーメン', ['ラー', 'ーメ', 'メン', 'ン']],
    ['ﾗｰﾒﾝ', ['ラー', 'ーメ', 'メン', 'ン']],
    ['がか', ['がか', 'か']],
    ['𠮷野家', ['𠮷野', '野家', '家']],
    ['한국에서', ['한국', '국에', '에서', '서']],
    ['สวัสดี', ['สว', 'วั', 'ัส', 'สด', 'ดี', 'ี']],
    ['السوق يفتح', ['السوق', 'يفتح']],
    ['नमस्ते दुनिया', ['नमस्ते', 'दुनिया']],
    ['rain🌧️sun ☀', ['rain', '🌧', 'sun', '☀']],
    ['👩‍🚀 🇩🇪', ['👩', '🚀', '🇩🇪']],
    [
      'see https://t.co/AbC1 and HTTP://T.CO/x https://a.example/b',
      ['see', 'and', 'http', 't', 'co', 'x', 'https', 'a', 'example', 'b'],
    ],
    ['\u0000\u202e', []],
  ]

  test.each(CASES)('%j', (text, tokens) => {
    expect(searchTokens(text)).toEqual(tokens)
  })

  test('tokens are letters, digits, marks and emoji only, so that no index needs escapes', () => {
    const nasty = Array.from({ length: 0x300 }, (_, i) => String.fromCodePoint(i)).join(' a')
    for (const token of searchTokens(nasty)) {
      expect(token).toMatch(/^(?:[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic})$/u)
    }
  })
})
