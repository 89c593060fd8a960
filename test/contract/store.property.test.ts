import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Batch } from '../../src/domain/batch.ts'
import type { KeywordId } from '../../src/domain/ids.ts'
import type { Store } from '../../src/store/store.ts'
import {
  addKeyword,
  addRunningStream,
  DIALECTS,
  HOUR,
  makeBatch,
  openFresh,
  START,
} from './store-fixture.ts'

/** What a random batch says; few ids, so that streams and batches repeat each other's posts. */
const batchShape = fc.record({
  stream: fc.integer({ min: 0, max: 1 }),
  posts: fc.array(
    fc.record({
      id: fc.integer({ min: 1, max: 12 }),
      keywords: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
    }),
    { maxLength: 6 },
  ),
  rejects: fc.integer({ min: 0, max: 2 }),
})
const scenario = fc.record({
  batches: fc.array(batchShape, { minLength: 1, maxLength: 8 }),
  /** How the journal delivers: groups of batches, each group perhaps again, as after a lost acknowledgement. */
  groupSizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 8 }),
  repeats: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 8 }),
  indexAfter: fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never

async function prepare(store: Store): Promise<{
  streams: { id: Batch['streamId']; epoch: number }[]
  keywords: KeywordId[]
}> {
  const keywords = []
  for (const query of ['a', 'b', 'c']) keywords.push((await addKeyword(store, query)).id)
  const streams = [
    await addRunningStream(store, START, 'one'),
    await addRunningStream(store, START, 'two'),
  ]
  return { streams, keywords }
}

function makeBatches(
  { batches }: Scenario,
  { streams, keywords }: Awaited<ReturnType<typeof prepare>>,
): Batch[] {
  const numbers = [0, 0]
  return batches.map(({ stream, posts, rejects }, i) => {
    const entries = posts.map((post) => ({
      id: String(post.id),
      // Of the id, as on a real network: a post looks the same wherever it comes from.
      createdAtMs: START + post.id * 40_000,
      kind: (['post', 'repost', 'reply', 'quote'] as const)[post.id % 4]!,
      hashtags: [`Tag${post.id % 3}`],
      keywords: post.keywords.map((index) => keywords[index]!),
    }))
    return makeBatch(streams[stream]!, ++numbers[stream]!, entries, {
      rejects: Array.from({ length: rejects }, () => ({
        reason: 'malformed',
        atMs: START + i,
        raw: '?',
        byteLength: 1,
      })),
      coverage: [{ atMs: START + i * 1_000, state: 'live', reason: null }],
      coveredUntilMs: START + i * 1_000 + 500,
    })
  })
}

/** All that readers see. */
async function stateOf(store: Store, keywords: readonly KeywordId[]): Promise<unknown> {
  const everything = { streamId: null, fromMs: START - HOUR, toMs: START + HOUR }
  const statistics = []
  for (const id of keywords) {
    statistics.push(
      await store.readKeyword(id),
      await store.readSeries(id, 'minute', START, START + HOUR),
      await store.readTop(id, 'hashtags', START - HOUR, START + 2 * HOUR, 10),
      await store.readSummary(id, START - HOUR, START + 2 * HOUR),
    )
  }
  return {
    posts: (await store.readPostsAfter(0, 1_000)).map(({ seq: _seq, ...post }) => ({
      ...post,
      keywords: post.keywords.toSorted(),
    })),
    streams: await store.listStreams(),
    rejects: await store.listRejects((await store.listStreams())[0]!.id, {
      limit: 100,
      cursor: null,
    }),
    coverage: await store.readCoverage(everything),
    statistics,
  }
}

describe.each(DIALECTS)('repeats on %s', (dialect) => {
  test('INV-1 INV-2 INV-7 batches delivered in groups and again give the same state as one by one', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        await using once = await openFresh(dialect)
        await using often = await openFresh(dialect)
        for (const { clock } of [once, often]) clock.set(START + HOUR)
        const prepared = await prepare(once.store)
        await prepare(often.store)
        const batches = makeBatches(given, prepared)
        for (const batch of batches) await once.store.appendBatches([batch])

        const committed: Batch[] = []
        for (let start = 0, turn = 0; start < batches.length; turn++) {
          const size = given.groupSizes[turn % given.groupSizes.length]!
          const group = batches.slice(start, start + size)
          committed.push(...group)
          await often.store.appendBatches(group)
          for (let i = 0; i < given.repeats[turn % given.repeats.length]!; i++) {
            // What was lost on the way back comes again, with something older among it.
            await often.store.appendBatches([...group, committed[i % committed.length]!])
          }
          if (given.indexAfter[turn % given.indexAfter.length]) await often.store.indexPending()
          start += size
        }
        expect(await stateOf(often.store, prepared.keywords)).toEqual(
          await stateOf(once.store, prepared.keywords),
        )
        expect(await often.store.checkCounts()).toEqual([])
        await often.store.indexPending()
        expect(await often.store.checkCounts()).toEqual([])
      }),
      { numRuns: 40 },
    )
  }, 120_000)
})
