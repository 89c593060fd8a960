/**
 * How fast the store answers what the page asks: `node test/bench/store-read.ts [posts]`, spread over 30 days. Prints, asserts nothing.
 * Each question is asked five times.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { asProcessId, type KeywordId } from '../../src/domain/ids.ts'
import { createLogger } from '../../src/lib/logger.ts'
import { openStore } from '../../src/store/open-store.ts'
import { FACETS, type Store } from '../../src/store/store.ts'
import { SyntheticStream } from './synthetic-posts.ts'

type Answers = Record<string, { 'median ms': number; 'longest ms': number }>

const DAY_MS = 86_400_000
const POSTS_PER_COMMIT = 4_000
const POSTS_PER_BATCH = 250
const REPETITIONS = 5

const total = Number(process.argv[2] ?? 300_000)
const folder = mkdtempSync(join(tmpdir(), 'magpie-bench-'))
try {
  await using store = await openStore(`sqlite:${join(folder, 'bench.db')}`, {
    role: 'writer',
    logger: createLogger({ level: 'silent', role: 'bench' }),
  })
  const nowMs = Date.now()
  const keywordId = await fill(store, nowMs - 30 * DAY_MS)
  console.table(await askAll(store, keywordId, nowMs))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function fill(store: Store, startMs: number): Promise<KeywordId> {
  const keywordIds: KeywordId[] = []
  for (const query of ['market', 'rain', 'train', 'price']) {
    const write = await store.createKeyword({ query, label: null, networks: null })
    if (write.kind === 'written') keywordIds.push(write.keyword.id)
  }
  const { id } = await store.createStream({
    id: 'x',
    name: 'x',
    network: 'x',
    kind: 'filtered',
    sandbox: true,
    settings: { apiUrl: '', partition: null, backfillMinutes: null, expansions: null },
    token: null,
  })
  await store.setDesired(id, 'running', startMs)
  const claim = await store.claimStream(id, asProcessId('bench'), 1e9)
  const stream = new SyntheticStream({
    streamId: id,
    epoch: claim!.stream.epoch,
    keywordIds,
    startMs,
    postsPerSecond: (total * 1000) / (30 * DAY_MS),
    seed: 1,
  })
  for (let done = 0; done < total; done += POSTS_PER_COMMIT) {
    const batches = Array.from({ length: POSTS_PER_COMMIT / POSTS_PER_BATCH }, () =>
      stream.nextBatch(POSTS_PER_BATCH),
    )
    await store.appendBatches(batches)
    if (done % 40_000 === 0) await store.indexPending()
  }
  while ((await store.indexPending()) > 0);
  return keywordIds[0]!
}

async function askAll(store: Store, id: KeywordId, nowMs: number): Promise<Answers> {
  const monthMs = nowMs - 30 * DAY_MS
  const dayMs = nowMs - DAY_MS
  const first = { limit: 50, cursor: null }
  const questions: [string, () => Promise<unknown>][] = [
    [
      'series, 7 days of minutes',
      () => store.readSeries(id, 'minute', nowMs - 6.9 * DAY_MS, nowMs),
    ],
    ['series, 30 days of hours', () => store.readSeries(id, 'hour', monthMs, nowMs)],
    ['series, 24 hours of minutes', () => store.readSeries(id, 'minute', dayMs, nowMs)],
    ...FACETS.map((facet): [string, () => Promise<unknown>] => [
      `top 20 ${facet}, 30 days`,
      () => store.readTop(id, facet, monthMs, nowMs, 20),
    ]),
    ['top 20 authors, 24 hours', () => store.readTop(id, 'authors', dayMs, nowMs, 20)],
    ['summary, 30 days', () => store.readSummary(id, monthMs, nowMs)],
    ['summary, 24 hours', () => store.readSummary(id, dayMs, nowMs)],
    ['newest posts', () => store.listPosts({}, first)],
    ['newest posts of a keyword', () => store.listPosts({ keywordId: id }, first)],
    ['posts in Arabic', () => store.listPosts({ lang: 'ar' }, first)],
    ['search: common word', () => store.listPosts({ q: 'market' }, first)],
    ['search: rare word', () => store.listPosts({ q: 'alice7' }, first)],
    ['search: two common words', () => store.listPosts({ q: 'market rain' }, first)],
    ['search: phrase', () => store.listPosts({ q: '"trains were"' }, first)],
    ['search: no such word', () => store.listPosts({ q: 'xylophone' }, first)],
    ['search: Japanese', () => store.listPosts({ q: '電車' }, first)],
    ['search: word of a keyword', () => store.listPosts({ q: 'rain', keywordId: id }, first)],
    ['no such language', () => store.listPosts({ lang: 'tlh' }, first)],
    [
      'replies of a keyword in Japanese',
      () => store.listPosts({ keywordId: id, lang: 'ja', kind: 'reply' }, first),
    ],
    ['posts of an author', () => store.listPosts({ author: 'user_a' }, first)],
    [
      'overlap of two keywords, 30 days',
      () => store.readOverlap([id, '2' as KeywordId], monthMs, nowMs),
    ],
    ['keywords', () => store.listKeywords(first)],
    ['tail of 100', () => store.readPostsAfter(total - 100, 100)],
  ]
  const answers: Answers = {}
  for (const [name, ask] of questions) {
    const times: number[] = []
    for (let i = 0; i < REPETITIONS; i++) {
      const startedAt = performance.now()
      await ask()
      times.push(performance.now() - startedAt)
    }
    times.sort((a, b) => a - b)
    answers[name] = {
      'median ms': round1(times[Math.floor(times.length / 2)]!),
      'longest ms': round1(times.at(-1)!),
    }
  }
  return answers
}

function round1(value: number): number {
  return Math.round(value * 10) / 10
}
