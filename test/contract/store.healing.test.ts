import { describe, expect, test } from 'vitest'

import type { Batch } from '../../src/domain/batch.ts'
import type { CoverageMark, GapHealing } from '../../src/domain/coverage.ts'
import type { Store } from '../../src/store/store.ts'
import {
  addKeyword,
  addRunningStream,
  claim,
  DIALECTS,
  HOUR,
  makeBatch,
  openFresh,
  settle,
  START,
  type PostEntry,
  type TestStore,
} from './store-fixture.ts'

const SECOND = 1_000
const live = (atMs: number): CoverageMark => ({ atMs, state: 'live', reason: null })
const GAP = { fromMs: START + 10 * SECOND, toMs: START + 30 * SECOND }
const HEALED = {
  kind: 'healed',
  fromMs: GAP.fromMs,
  healedBy: 'recent-search',
  missing: ['reposts'],
  leftOut: [],
} as const

type Held = Awaited<ReturnType<typeof addRunningStream>>

/** Live to 10 s, blind to 30 s, live to 40 s; the keyword is delivered all the while. */
async function openWithGap(fresh: TestStore) {
  const { store, clock } = fresh
  const keyword = await addKeyword(store, 'cat')
  const stream = await addRunningStream(store, START)
  const report = { keywordId: keyword.id, version: 1, status: 'live', problem: null } as const
  await store.writeDeliveries(stream.id, stream.epoch, START, [report])
  await store.appendBatches([
    makeBatch(stream, 1, [], { coverage: [live(START)], coveredUntilMs: GAP.fromMs }),
    makeBatch(stream, 2, [], {
      coverage: [{ atMs: START + 12 * SECOND, state: 'gap', reason: 'x.closed' }, live(GAP.toMs)],
      coveredUntilMs: START + 40 * SECOND,
    }),
  ])
  clock.set(START + 40 * SECOND)
  return { store, clock, keyword, stream }
}

function healingBatch(
  stream: Held,
  n: number,
  entries: readonly PostEntry[],
  outcome: GapHealing['outcome'],
): Batch {
  const batch = makeBatch(stream, n, entries, {
    cursor: null,
    coveredUntilMs: null,
    lagMs: null,
    healing: { ...GAP, outcome },
  })
  return { ...batch, posts: batch.posts.map((item) => ({ ...item, recovered: true })) }
}

async function ledger(store: Store): Promise<string[]> {
  const range = { streamId: null, fromMs: START - HOUR, toMs: START + HOUR }
  return (await store.readCoverage(range)).intervals.map(
    ({ state, fromMs, toMs, reason, healedBy, recovered }) =>
      `${state} ${(fromMs - START) / SECOND}-${(toMs - START) / SECOND} ${[reason, healedBy, recovered].join(' ')}`,
  )
}

describe.each(DIALECTS)('healing on %s', (dialect) => {
  test('a gap that is over is listed with what was being delivered in it, an open one is not', async () => {
    await using fresh = await openFresh(dialect)
    const { store, keyword, stream } = await openWithGap(fresh)
    const paused = await addKeyword(store, 'dog')
    await store.deleteKeyword(paused.id, { purge: false })
    await store.markCoverage(stream.id, stream.epoch, {
      atMs: START + 45 * SECOND,
      state: 'gap',
      reason: 'stalled',
    })
    const spans = [{ fromMs: START, toMs: Infinity }]
    const keywords = [{ id: keyword.id, version: 1, query: 'cat', spans }]
    expect(await store.listGaps(stream.id, START)).toEqual([{ ...GAP, keywords }])
    expect(await store.listGaps(stream.id, GAP.toMs)).toEqual([])
  })

  test('a gap in which no keyword was delivered is not listed', async () => {
    await using fresh = await openFresh(dialect)
    const stream = await addRunningStream(fresh.store, START)
    const changes = { coverage: [live(START + 5 * SECOND)], coveredUntilMs: START + 9 * SECOND }
    await fresh.store.appendBatches([makeBatch(stream, 1, [], changes)])
    fresh.clock.set(START + 10 * SECOND)
    expect(await ledger(fresh.store)).toContain('gap 0-5 starting  0')
    expect(await fresh.store.listGaps(stream.id, 0)).toEqual([])
  })

  test('a version that was edited away is listed with its own query and time', async () => {
    await using fresh = await openFresh(dialect)
    const { store, keyword, stream } = await openWithGap(fresh)
    fresh.clock.set(START + 50 * SECOND)
    await store.updateKeyword(keyword.id, { query: 'dog' })
    const report = { keywordId: keyword.id, version: 2, status: 'live', problem: null } as const
    await store.writeDeliveries(stream.id, stream.epoch, START + 55 * SECOND, [report])
    const [gap] = await store.listGaps(stream.id, START)
    expect(gap?.keywords).toMatchObject([
      { id: keyword.id, version: 1, query: 'cat', spans: [{ fromMs: START }] },
    ])
    expect(gap!.keywords[0]!.spans[0]!.toMs).toBeLessThanOrEqual(START + 55 * SECOND)
  })

  test('INV-2 posts, counts and the healed interval come together; repeats change nothing and are not counted', async () => {
    await using fresh = await openFresh(dialect)
    const { store, keyword, stream } = await openWithGap(fresh)
    const entry = (id: string): PostEntry => {
      return { id, createdAtMs: START + 15 * SECOND, keywords: [keyword.id] }
    }
    const page = healingBatch(stream, 3, [entry('101'), entry('102')], null)
    expect((await store.appendBatches([page])).coverageChanged).toBe(false)
    expect(await ledger(store)).toContain('gap 10-30 x.closed  2')
    // The holder died in the middle: the next one begins again.
    const next = { id: stream.id, epoch: await claim(store, stream.id) }
    const again = healingBatch(next, 1, [entry('101'), entry('102')], null)
    const last = healingBatch(next, 2, [entry('103')], HEALED)
    const result = await store.appendBatches([again, last])
    expect(result).toMatchObject({ storedPosts: 1, duplicatePosts: 2, coverageChanged: true })
    expect(await ledger(store)).toEqual([
      'live 0-10   0',
      'healed 10-30 x.closed recent-search 3',
      'live 30-40   0',
    ])
    expect(await store.listGaps(stream.id, START)).toEqual([])
    expect((await store.readPost('x', '103'))?.recovered).toBe(true)
    expect((await store.readKeyword(keyword.id))?.postCount).toBe(3)
    await settle(store)
    expect(await store.checkCounts()).toEqual([])
    const range = { streamId: stream.id, fromMs: START, toMs: START + 40 * SECOND }
    const { coveredRatio, intervals } = await store.readCoverage(range)
    expect(coveredRatio).toBe(1)
    expect(intervals[1]!.healing).toEqual({ missing: ['reposts'], leftOut: [], problem: null })
  })

  test('INV-3 what an earlier holder found is left out, and its gap stays', async () => {
    await using fresh = await openFresh(dialect)
    const { store, keyword, stream } = await openWithGap(fresh)
    await claim(store, stream.id)
    const late = healingBatch(stream, 3, [{ id: '7', keywords: [keyword.id] }], HEALED)
    expect((await store.appendBatches([late])).outcomes).toEqual(['stale-epoch'])
    expect(await ledger(store)).toContain('gap 10-30 x.closed  0')
    expect(await store.readPost('x', '7')).toBeNull()
  })

  test('INV-5 healing is no sign of life: last byte and live interval stay where they were', async () => {
    await using fresh = await openFresh(dialect)
    const { store, keyword, stream } = await openWithGap(fresh)
    const before = await store.readStream(stream.id)
    const found = { id: '8', createdAtMs: START + 50 * SECOND, keywords: [keyword.id] }
    await store.appendBatches([healingBatch(stream, 3, [found], HEALED)])
    fresh.clock.set(START + 2 * HOUR)
    expect((await ledger(store)).slice(2)).toEqual(['live 30-40   0', 'gap 40-3600 silent  0'])
    const after = await store.readStream(stream.id)
    expect(after).toMatchObject({ stored: before!.stored + 1, received: before!.received + 1 })
    expect(after!.lastPostAtMs).toBe(before!.lastPostAtMs)
    expect(after!.lastByteAtMs).toBe(before!.lastByteAtMs)
  })

  test('a gap older than the network remembers is healed in part, the rest stays a gap', async () => {
    await using fresh = await openFresh(dialect)
    const { store, stream } = await openWithGap(fresh)
    const outcome = { ...HEALED, fromMs: START + 25 * SECOND }
    await store.appendBatches([healingBatch(stream, 3, [], outcome)])
    expect(await ledger(store)).toEqual([
      'live 0-10   0',
      'gap 10-25 x.closed  0',
      'healed 25-30 x.closed recent-search 0',
      'live 30-40   0',
    ])
  })

  test('a gap that could not be healed keeps its reason and says what went wrong', async () => {
    await using fresh = await openFresh(dialect)
    const { store, stream } = await openWithGap(fresh)
    const outcome = { kind: 'failed', code: 'x.tier', detail: 'not on this plan' } as const
    await store.appendBatches([healingBatch(stream, 3, [], outcome)])
    const range = { streamId: stream.id, fromMs: GAP.fromMs, toMs: GAP.toMs }
    expect((await store.readCoverage(range)).intervals).toMatchObject([
      {
        state: 'gap',
        reason: 'x.closed',
        healing: { problem: { code: 'x.tier', detail: 'not on this plan' } },
      },
    ])
    expect(await store.listGaps(stream.id, START)).toHaveLength(1)
  })

  test('a keyword that was left out is not covered by the healing of the others', async () => {
    await using fresh = await openFresh(dialect)
    const { store, keyword, stream } = await openWithGap(fresh)
    const covered = async (): Promise<number> =>
      (await store.readSummary(keyword.id, START, START + 40 * SECOND)).coverage
    expect(await covered()).toBeCloseTo(0.5)
    const leftOut = [{ keywordId: keyword.id, reason: "X's search has no sample:" }]
    await store.appendBatches([healingBatch(stream, 3, [], { ...HEALED, leftOut })])
    expect(await covered()).toBeCloseTo(0.5)
  })

  test('a gap that grew meanwhile is not taken for healed', async () => {
    await using fresh = await openFresh(dialect)
    const { store, stream } = await openWithGap(fresh)
    const other = healingBatch(stream, 3, [], HEALED)
    const healing = { fromMs: GAP.fromMs, toMs: GAP.toMs - SECOND, outcome: HEALED }
    expect((await store.appendBatches([{ ...other, healing }])).coverageChanged).toBe(false)
    expect(await ledger(store)).toContain('gap 10-30 x.closed  0')
  })
})
