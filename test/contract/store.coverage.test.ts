import { describe, expect, test } from 'vitest'

import type { CoverageMark } from '../../src/domain/coverage.ts'
import type { Store } from '../../src/store/store.ts'
import {
  addKeyword,
  addRunningStream,
  claim,
  DIALECTS,
  HOUR,
  makeBatch,
  MINUTE,
  START,
  openFresh,
  STREAM,
} from './store-fixture.ts'

const SECOND = 1_000
const live = (atMs: number): CoverageMark => ({ atMs, state: 'live', reason: null })
const gap = (atMs: number, reason: string): CoverageMark => ({ atMs, state: 'gap', reason })

/** `state from-to reason`, in seconds since START. */
async function ledger(store: Store, fromMs = START - HOUR, toMs = START + HOUR): Promise<string[]> {
  const { intervals } = await store.readCoverage({ streamId: null, fromMs, toMs })
  return intervals.map(({ state, fromMs: from, toMs: to, reason }) =>
    `${state} ${(from - START) / SECOND}-${(to - START) / SECOND} ${reason ?? ''}`.trimEnd(),
  )
}

describe.each(DIALECTS)('coverage on %s', (dialect) => {
  test('INV-5 the ledger follows a stream from its creation to now', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const { id } = await store.createStream(STREAM)
    clock.set(START + 5 * SECOND)
    expect(await ledger(store)).toEqual(['stopped 0-5 created'])
    await store.setDesired(id, 'running', START + 10 * SECOND)
    const stream = { id, epoch: await claim(store, id) }
    const first = await store.appendBatches([
      makeBatch(stream, 1, [], {
        coverage: [live(START + 12 * SECOND)],
        coveredUntilMs: START + 20 * SECOND,
      }),
    ])
    expect(first.coverageChanged).toBe(true)
    const second = await store.appendBatches([
      makeBatch(stream, 2, [], { coveredUntilMs: START + 40 * SECOND }),
    ])
    expect(second.coverageChanged).toBe(false)
    await store.markCoverage(id, stream.epoch, gap(START + 45 * SECOND, 'disconnected'))
    clock.set(START + MINUTE)
    expect(await ledger(store)).toEqual([
      'stopped 0-10 created',
      'gap 10-12 starting',
      'live 12-40',
      'gap 40-60 disconnected',
    ])
    expect(await ledger(store, START + 11 * SECOND, START + 30 * SECOND)).toEqual([
      'gap 11-12 starting',
      'live 12-30',
    ])
    expect(await ledger(store, START + 2 * HOUR, START + 3 * HOUR)).toEqual([])
    const { coveredRatio } = await store.readCoverage({
      streamId: id,
      fromMs: START,
      toMs: START + HOUR,
    })
    expect(coveredRatio).toBeCloseTo(28 / 50)
  })

  test('INV-5 a live stream reaches to now until it has been silent for longer than a stall', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const stream = await addRunningStream(store, START)
    const changes = { coverage: [live(START)], coveredUntilMs: START + 10 * SECOND }
    await store.appendBatches([makeBatch(stream, 1, [], changes)])
    clock.set(START + 40 * SECOND)
    expect(await ledger(store)).toEqual(['live 0-40'])
    clock.set(START + 40 * SECOND + 1)
    expect(await ledger(store)).toEqual(['live 0-10', 'gap 10-40.001 silent'])
    expect(await ledger(store, START + 20 * SECOND, START + 30 * SECOND)).toEqual([
      'gap 20-30 silent',
    ])
    expect(await ledger(store, START, START + 5 * SECOND)).toEqual(['live 0-5'])
    await using patient = await fresh.open({ stallLimitMs: HOUR })
    expect(await ledger(patient)).toEqual(['live 0-40.001'])
  })

  test('INV-5 what a dead process left open becomes a gap when the next one is live', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const stream = await addRunningStream(store, START)
    const changes = { coverage: [live(START)], coveredUntilMs: START + 10 * SECOND }
    await store.appendBatches([makeBatch(stream, 1, [], changes)])
    const next = { id: stream.id, epoch: await claim(store, stream.id) }
    const again = {
      coverage: [live(START + 15 * SECOND)],
      coveredUntilMs: START + 16 * SECOND,
    }
    await store.appendBatches([makeBatch(next, 1, [], again)])
    clock.set(START + 20 * SECOND)
    expect(await ledger(store)).toEqual(['live 0-10', 'gap 10-15 process-lost', 'live 15-20'])
  })

  test('INV-5 a hole in the numbers of batches is a gap', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const stream = await addRunningStream(store, START)
    const changes = { coverage: [live(START)], coveredUntilMs: START + 10 * SECOND }
    await store.appendBatches([makeBatch(stream, 1, [], changes)])
    const later = makeBatch(stream, 4, [{ createdAtMs: START + 19_500 }])
    expect((await store.appendBatches([later])).coverageChanged).toBe(true)
    clock.set(START + 20 * SECOND)
    expect(await ledger(store)).toEqual(['live 0-10', 'gap 10-20 batch-lost'])
    const next = makeBatch(stream, 5, [], { coveredUntilMs: START + 25 * SECOND })
    await store.appendBatches([next])
    clock.set(START + 25 * SECOND)
    expect(await ledger(store)).toEqual(['live 0-10', 'gap 10-20 batch-lost', 'live 20-25'])
  })

  test('bytes before a mark in the middle of a batch count up to it', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const stream = await addRunningStream(store, START)
    const changes = { coverage: [live(START)], coveredUntilMs: START + 10 * SECOND }
    await store.appendBatches([makeBatch(stream, 1, [], changes)])
    const reconnect = makeBatch(stream, 2, [{ createdAtMs: START + 14_500 }], {
      coverage: [gap(START + 20 * SECOND, 'disconnected'), live(START + 21 * SECOND)],
      coveredUntilMs: START + 30 * SECOND,
    })
    await store.appendBatches([reconnect])
    clock.set(START + 30 * SECOND)
    expect(await ledger(store)).toEqual(['live 0-15', 'gap 15-21 disconnected', 'live 21-30'])
  })

  test('stopping, and giving a stream back, are on the ledger', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const stream = await addRunningStream(store, START)
    const changes = { coverage: [live(START)], coveredUntilMs: START + 10 * SECOND }
    await store.appendBatches([makeBatch(stream, 1, [], changes)])
    await store.releaseStream(stream.id, stream.epoch, {
      state: 'starting',
      atMs: START + 10 * SECOND,
      reason: 'shutdown',
    })
    const epoch = await claim(store, stream.id)
    await store.setDesired(stream.id, 'stopped', START + 12 * SECOND)
    await store.releaseStream(stream.id, epoch, {
      state: 'stopped',
      atMs: START + 13 * SECOND,
      reason: 'stopped',
    })
    await store.setDesired(stream.id, 'running', START + 20 * SECOND)
    clock.set(START + 30 * SECOND)
    expect(await ledger(store)).toEqual([
      'live 0-10',
      'gap 10-13 shutdown',
      'stopped 13-20 stopped',
      'gap 20-30 starting',
    ])
  })

  test('INV-5 intervals of a long life touch and none is missing', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const stream = await addRunningStream(store, START)
    for (let n = 1; n <= 40; n++) {
      const atMs = START + n * 100 * SECOND
      await store.appendBatches([
        makeBatch(stream, n, [], { coverage: [live(atMs)], coveredUntilMs: atMs + 50 * SECOND }),
      ])
      if (n % 3 === 0) {
        await store.markCoverage(stream.id, stream.epoch, gap(atMs + 60 * SECOND, 'disconnected'))
      }
    }
    clock.set(START + 4_050 * SECOND)
    const { intervals } = await store.readCoverage({
      streamId: stream.id,
      fromMs: START,
      toMs: START + 4_050 * SECOND,
    })
    expect(intervals[0]!.fromMs).toBe(START)
    expect(intervals.at(-1)!.toMs).toBe(START + 4_050 * SECOND)
    for (const [i, interval] of intervals.slice(1).entries()) {
      expect(interval.fromMs).toBe(intervals[i]!.toMs)
    }
    expect(intervals.filter(({ state }) => state === 'live')).toHaveLength(40)
  })

  test('a keyword is covered while a stream that is live delivers it, on any of its streams', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const { id } = await addKeyword(store, 'cat')
    const a = await addRunningStream(store, START, 'a')
    const b = await addRunningStream(store, START, 'b')
    const report = { keywordId: id, version: 1, problem: null, status: 'live' } as const
    const heard = (untilS: number) => ({
      coverage: [live(START)],
      coveredUntilMs: START + untilS * SECOND,
    })
    // a: live 0-30, delivers from 10 on. b: live 0-120, delivers from 20 to 50.
    await store.appendBatches([makeBatch(a, 1, [], heard(30)), makeBatch(b, 1, [], heard(120))])
    await store.markCoverage(a.id, a.epoch, gap(START + 30 * SECOND, 'disconnected'))
    await store.writeDeliveries(a.id, a.epoch, START + 10 * SECOND, [report])
    await store.writeDeliveries(b.id, b.epoch, START + 20 * SECOND, [report])
    await store.writeDeliveries(b.id, b.epoch, START + 50 * SECOND, [])
    clock.set(START + 90 * SECOND)
    const series = await store.readSeries(id, 'minute', START - MINUTE, START + 3 * MINUTE)
    expect(series.map(({ atMs, coverage }) => [(atMs - START) / MINUTE, coverage])).toEqual([
      [-1, 0],
      [0, 40 / 60],
      [1, 0],
      [2, 0],
    ])
    // Of a bucket that the interval or the present cuts, only the part inside counts.
    const cut = await store.readSeries(id, 'hour', START + 40 * SECOND, START + HOUR)
    expect(cut[0]!.coverage).toBeCloseTo(10 / 50)
    expect((await store.readSummary(id, START, START + MINUTE)).coverage).toBeCloseTo(40 / 60)
  })

  test('an edit goes on being covered by the old version until the new one is live', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const { id } = await addKeyword(store, 'cat')
    const stream = await addRunningStream(store, START)
    const changes = { coverage: [live(START)], coveredUntilMs: START + MINUTE }
    await store.appendBatches([makeBatch(stream, 1, [], changes)])
    const report = (version: number) =>
      ({ keywordId: id, version, problem: null, status: 'live' }) as const
    await store.writeDeliveries(stream.id, stream.epoch, START, [report(1)])
    clock.set(START + 20 * SECOND)
    await store.updateKeyword(id, { query: 'cats' })
    await store.writeDeliveries(stream.id, stream.epoch, START + 30 * SECOND, [report(2)])
    clock.set(START + 50 * SECOND)
    await store.updateKeyword(id, { active: false })
    clock.set(START + MINUTE)
    expect((await store.readSummary(id, START, START + MINUTE)).coverage).toBeCloseTo(50 / 60)
    expect((await store.readKeyword(id))!.delivery).toMatchObject([{ status: 'stopped' }])
  })
})
