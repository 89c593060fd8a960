import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { matchesSearch, parseSearchQuery } from '../../src/domain/search-query.ts'
import { searchTokens } from '../../src/domain/search-text.ts'
import { RequestError } from '../../src/lib/errors.ts'
import type { PostFilter, Store } from '../../src/store/store.ts'
import {
  addKeyword,
  addRunningStream,
  DIALECTS,
  makeBatch,
  MINUTE,
  openFresh,
  settle,
  START,
  type PostEntry,
} from './store-fixture.ts'

/** Ids of all posts of a filter, page by page. */
async function listIds(store: Store, filter: PostFilter, limit = 3): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page = await store.listPosts(filter, { limit, cursor })
    expect(page.data.length).toBeLessThanOrEqual(limit)
    ids.push(...page.data.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  return ids
}

async function append(store: Store, entries: readonly PostEntry[]): Promise<void> {
  const stream = await addRunningStream(store, START)
  await store.appendBatches([makeBatch(stream, 1, entries)])
}

describe.each(DIALECTS)('lists of posts on %s', (dialect) => {
  test('posts come newest first by time, then by arrival, each once over all pages', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    // Several in one second, as X gives them, and late ones.
    const times = [5, 5, 9, 1, 5, 5, 7, 0, 9, 5]
    const entries = times.map((at, i) => ({ id: String(i), createdAtMs: START + at * 1000 }))
    await append(store, entries)
    const expected = ['8', '2', '6', '9', '5', '4', '1', '0', '3', '7']
    for (const limit of [1, 2, 3, 9, 10, 1000]) {
      expect(await listIds(store, {}, limit)).toEqual(expected)
    }
  })

  test('a page stays right while posts are added', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await addRunningStream(store, START)
    const entries = ['a', 'b', 'c', 'd'].map((id, i) => ({ id, createdAtMs: START + i }))
    await store.appendBatches([makeBatch(stream, 1, entries)])
    const first = await store.listPosts({}, { limit: 2, cursor: null })
    await store.appendBatches([makeBatch(stream, 2, [{ id: 'new', createdAtMs: START + 99 }])])
    const second = await store.listPosts({}, { limit: 2, cursor: first.nextCursor })
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a'])
    expect(second.nextCursor).toBeNull()
  })

  test('each filter alone, and all together, let through what they say', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const cat = await addKeyword(store, 'cat')
    const dog = await addKeyword(store, 'dog')
    const bob = { id: '7', handle: 'Bob_B', name: 'Bob' }
    const nameless = { id: '8', handle: null, name: null }
    await append(store, [
      { id: '0', keywords: [cat.id], createdAtMs: START, text: 'one cat' },
      { id: '1', keywords: [cat.id, dog.id], createdAtMs: START + 1, lang: 'ja', author: bob },
      { id: '2', keywords: [dog.id], createdAtMs: START + 2, kind: 'reply', text: 'a dog' },
      { id: '3', keywords: [], createdAtMs: START + 3, network: 'bluesky', author: nameless },
      {
        id: '4',
        keywords: [cat.id],
        createdAtMs: START + 4,
        lang: 'ja',
        kind: 'repost',
        author: bob,
        text: 'cat and dog',
      },
    ])
    const check = async (): Promise<void> => {
      const cases: [PostFilter, string[]][] = [
        [{}, ['4', '3', '2', '1', '0']],
        [{ keywordId: cat.id }, ['4', '1', '0']],
        [{ keywordId: dog.id }, ['2', '1']],
        [{ keywordId: '99' as typeof cat.id }, []],
        [{ keywordId: 'none' as typeof cat.id }, []],
        [{ network: 'bluesky' }, ['3']],
        [{ author: 'bOB_b' }, ['4', '1']],
        [{ author: '7' }, ['4', '1']],
        [{ author: '8' }, ['3']],
        [{ author: 'bob' }, []],
        [{ author: '"*' }, []],
        [{ lang: 'ja' }, ['4', '1']],
        [{ kind: 'reply' }, ['2']],
        [{ fromMs: START + 1, toMs: START + 4 }, ['3', '2', '1']],
        [{ q: 'cat' }, ['4', '0']],
        [{ q: 'cat', keywordId: cat.id, author: 'bob_b', lang: 'ja', kind: 'repost' }, ['4']],
        [{ q: 'cat', author: 'magda' }, ['0']],
        [{ q: 'dog', keywordId: cat.id }, ['4']],
        [{ q: 'cat', fromMs: START + 4 }, ['4']],
        [{ q: 'cat', toMs: START + 4, network: 'x' }, ['0']],
        [{ q: '-cat' }, ['3', '2', '1']],
        [{ q: '-cat', author: 'bob_b' }, ['1']],
      ]
      for (const [filter, ids] of cases) {
        expect(await listIds(store, filter, 2), JSON.stringify(filter)).toEqual(ids)
      }
    }
    // The same answers while the search index is empty, and when it is filled.
    await check()
    await settle(store)
    await check()
  })

  test('a cursor of another list is refused', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    for (const cursor of ['', 'x', Buffer.from('5').toString('base64url')]) {
      await expect(store.listPosts({}, { limit: 2, cursor })).rejects.toThrow(RequestError)
      await expect(store.listPosts({ q: 'a' }, { limit: 2, cursor })).rejects.toThrow(RequestError)
    }
  })
})

describe.each(DIALECTS)('search on %s', (dialect) => {
  const TEXTS = [
    'The café opens at 9, says @Magda_M',
    'Das Café ist zu. "Quoted" words: rock-and-roll',
    '東京都に行きました。ラーメン最高！',
    '京都は雨です',
    '오늘 한국에서 만나요',
    'مرحبا بالعالم',
    'rain 🌧️ and sun ☀️ https://t.co/AbCdEf',
    'RAIN rain Rain https://example.com/rain-today',
    'Привет, мой друг; moй?',
    "it’s a don't-care case ﬁne 1,000.50",
    'ΌΣΟΣ και όσος',
    '',
    'NOT AND OR NEAR(a b) "x" * ^ : {text}',
  ]
  const QUERIES: [string, number[]][] = [
    ['cafe', [1, 0]],
    ['CAFÉ opens', [0]],
    ['café -opens', [1]],
    ['"café opens"', [0]],
    ['"opens café"', []],
    ['magda', [0]],
    ['@magda_m', [0]],
    ['rock-and-roll', [1]],
    ['rock -roll', []],
    ['東京', [2]],
    ['京都', [3, 2]],
    ['都', [3, 2]],
    ['雨', [3]],
    ['東京都に行き', [2]],
    ['東京雨', []],
    ['ラーメン', [2]],
    ['한국', [4]],
    ['العالم', []],
    ['بالعالم', [5]],
    ['🌧', [6]],
    ['☀️ rain', [6]],
    ['AbCdEf', []],
    ['rain', [7, 6]],
    ['rai*', [7, 6]],
    ['ra', []],
    ['"rain rain"', [7]],
    ['"rain today', [7]],
    ['мой', [8]],
    ['мои', []],
    ['fine', [9]],
    ["don't", [9]],
    ['1,000', [9]],
    ['οσος', [10]],
    ['-rain -cafe -a -a*', [11, 10, 8, 5, 4, 3, 2]],
    ['near', [12]],
    ['not or', [12]],
    ['text', [12]],
    ['!!! ???', []],
    ['', []],
    ['"', []],
    ['-', []],
    ['rain -"rain rain"', [6]],
  ]

  test('words, phrases and exclusions find the same before and after indexing, in every script', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    await append(
      store,
      TEXTS.map((text, i) => ({ id: String(i), text, createdAtMs: START + i })),
    )
    for (const isIndexed of [false, true]) {
      for (const [q, found] of QUERIES) {
        expect(await listIds(store, { q }), `${q} ${isIndexed}`).toEqual(found.map(String))
      }
      await settle(store)
    }
  })

  test('what the index finds is what the text itself says, for any query', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const word = fc.constantFrom(
      'a',
      'ab',
      'rain',
      'Ráin',
      '東',
      '東京',
      '京都',
      '한',
      '🌧',
      'ー',
      '1',
    )
    const glue = fc.constantFrom(' ', ' ', '-', '', '. ', '"')
    const text = fc
      .array(fc.tuple(word, glue), { minLength: 1, maxLength: 7 })
      .map((parts) => parts.flat().join(''))
    const sign = fc.constantFrom('', '', '-')
    const term = fc.oneof(
      fc.tuple(sign, word).map((parts) => parts.join('')),
      fc.tuple(sign, word).map((parts) => `${parts.join('')}*`),
      fc.tuple(sign, text).map(([minus, phrase]) => `${minus}"${phrase.replaceAll('"', '')}"`),
    )
    const texts = fc.sample(text, { numRuns: 60, seed: 7 })
    await append(
      store,
      texts.map((each, i) => ({ id: String(i), text: each, createdAtMs: START + i })),
    )
    await settle(store)
    const queries = fc.array(term, { minLength: 1, maxLength: 3 }).map((terms) => terms.join(' '))
    await fc.assert(
      fc.asyncProperty(queries, async (q) => {
        const query = parseSearchQuery(q)
        const expected = texts
          .map((each, i) => [String(i), matchesSearch(query, searchTokens(each))] as const)
          .filter(([, isMatch]) => isMatch)
          .map(([id]) => id)
        expect(await listIds(store, { q }, 50), q).toEqual(expected.toReversed())
      }),
      { numRuns: 60 },
    )
  })

  test('a common word is found in the order of time, over pages, with late posts among them', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const keyword = await addKeyword(store, 'k')
    const stream = await addRunningStream(store, START)
    const total = 12_000
    const isCommon = (i: number): boolean => i % 7 !== 0
    // Every fiftieth was written an hour before it arrived; the newest are not indexed.
    const createdAtMs = (i: number): number => START + i * 10 - (i % 50 === 0 ? 60 * MINUTE : 0)
    const entries = Array.from({ length: total }, (_, i) => ({
      id: String(i),
      text: isCommon(i) ? `common word${i % 90}` : 'another',
      createdAtMs: createdAtMs(i),
      keywords: i % 3 === 0 ? [keyword.id] : [],
    }))
    await store.appendBatches([makeBatch(stream, 1, entries.slice(0, 11_500))])
    await settle(store)
    await store.appendBatches([makeBatch(stream, 2, entries.slice(11_500))])
    const expected = (isWanted: (i: number) => boolean): string[] =>
      entries
        .map((_, i) => i)
        .filter((i) => isCommon(i) && isWanted(i))
        .toSorted((a, b) => createdAtMs(b) - createdAtMs(a) || b - a)
        .map(String)
    expect(await listIds(store, { q: 'common' }, 900)).toEqual(expected(() => true))
    expect(await listIds(store, { q: 'common', keywordId: keyword.id }, 900)).toEqual(
      expected((i) => i % 3 === 0),
    )
    expect(await listIds(store, { q: 'common word5' }, 20)).toEqual(expected((i) => i % 90 === 5))
  })
})
