import { describe, expect, test } from 'vitest'

import { asStreamId } from '../../src/domain/ids.ts'
import { StaleEpochError } from '../../src/store/store.ts'
import {
  addRunningStream,
  claim,
  DIALECTS,
  makeBatch,
  START,
  openFresh,
  OTHER,
  OWNER,
  STREAM,
} from './store-fixture.ts'

const STATUS = { state: 'live', problem: null, clockSkewMs: null, newConnects: 0 } as const
const MISSING = asStreamId('nobody')

describe.each(DIALECTS)('streams on %s', (dialect) => {
  test('a new stream is stopped and unowned; a taken id gets a number', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await store.createStream(STREAM)
    expect(stream).toMatchObject({
      id: 'x',
      name: 'X',
      settings: STREAM.settings,
      tokenLast4: 'abcd',
      desired: 'stopped',
      state: 'stopped',
      sinceMs: START,
      owner: null,
      epoch: 0,
      received: 0,
      cursor: null,
    })
    expect((await store.createStream(STREAM)).id).toBe('x-2')
    expect((await store.createStream(STREAM)).id).toBe('x-3')
    expect((await store.listStreams()).map(({ id }) => id)).toEqual(['x', 'x-2', 'x-3'])
    expect(await store.readStream(MISSING)).toBeNull()
  })

  test('INV-10 the sealed token comes with a claim and with nothing else', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id } = await store.createStream(STREAM)
    const seen = JSON.stringify([await store.listStreams(), await store.readStream(id)])
    expect(seen).not.toContain('sealed-token')
    expect(await store.claimStream(id, OWNER, 1000)).toMatchObject({ sealedToken: 'sealed-token' })
    await store.updateStream(id, { token: { sealed: 'other', last4: 'wxyz' } })
    expect(await store.claimStream(id, OWNER, 1000)).toMatchObject({
      sealedToken: 'other',
      stream: { tokenLast4: 'wxyz' },
    })
    await store.updateStream(id, { token: null, name: 'Y' })
    expect(await store.claimStream(id, OWNER, 1000)).toMatchObject({
      sealedToken: null,
      stream: { tokenLast4: null, name: 'Y', settings: STREAM.settings },
    })
    expect(await store.updateStream(MISSING, { name: 'Y' })).toBeNull()
  })

  test('INV-3 a held stream cannot be claimed by another until its lease has run out', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const { id } = await store.createStream(STREAM)
    const first = await store.claimStream(id, OWNER, 15_000)
    expect(first!.stream).toMatchObject({
      owner: OWNER,
      epoch: 1,
      leaseExpiresAtMs: START + 15_000,
    })
    expect(await store.claimStream(id, OTHER, 15_000)).toBeNull()
    clock.advance(14_999)
    expect(await store.claimStream(id, OTHER, 15_000)).toBeNull()
    clock.advance(1)
    expect((await store.claimStream(id, OTHER, 15_000))!.stream).toMatchObject({
      owner: OTHER,
      epoch: 2,
    })
    expect(await store.claimStream(MISSING, OWNER, 15_000)).toBeNull()
  })

  test('INV-3 claiming again raises the epoch for the holder too', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id } = await store.createStream(STREAM)
    expect(await claim(store, id)).toBe(1)
    expect(await claim(store, id)).toBe(2)
  })

  test('INV-3 only leases still held at their epoch are renewed', async () => {
    await using fresh = await openFresh(dialect)
    const { store, clock } = fresh
    const a = (await store.createStream({ ...STREAM, id: 'a' })).id
    const b = (await store.createStream({ ...STREAM, id: 'b' })).id
    const c = (await store.createStream({ ...STREAM, id: 'c' })).id
    await claim(store, a)
    await claim(store, b)
    await claim(store, c, OTHER)
    await claim(store, b)
    clock.advance(5_000)
    const held = [a, b, c].map((id) => ({ id, epoch: 1 }))
    expect(await store.renewLeases(OWNER, held, 15_000)).toEqual([a])
    expect((await store.readStream(a))!.leaseExpiresAtMs).toBe(START + 20_000)
    expect((await store.readStream(c))!.leaseExpiresAtMs).toBe(START + 15_000)
    expect(await store.renewLeases(OWNER, [], 15_000)).toEqual([])
  })

  test('INV-3 status, deliveries and coverage of an older epoch are refused', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id, epoch } = await addRunningStream(store, START)
    await claim(store, id)
    const mark = { atMs: START + 1, state: 'live', reason: null } as const
    const before = await store.readStream(id)
    await expect(store.writeStreamStatus(id, epoch, STATUS, START)).rejects.toThrow(StaleEpochError)
    await expect(store.writeDeliveries(id, epoch, START, [])).rejects.toThrow(StaleEpochError)
    await expect(store.markCoverage(id, epoch, mark)).rejects.toThrow(StaleEpochError)
    await expect(store.markCoverage(MISSING, 0, mark)).rejects.toThrow(StaleEpochError)
    expect(await store.readStream(id)).toEqual(before)
  })

  test('a lease given back at another epoch stays where it is', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id, epoch } = await addRunningStream(store, START)
    await claim(store, id)
    await store.releaseStream(id, epoch, { state: 'stopped', atMs: START, reason: 'requested' })
    expect(await store.readStream(id)).toMatchObject({ owner: OWNER, epoch: epoch + 1 })
  })

  test('INV-3 who has given a stream back, or was declared dead, has nothing more to say of it', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const released = await addRunningStream(store, START, 'a')
    const lost = await addRunningStream(store, START, 'b')
    const end = { state: 'starting', atMs: START, reason: 'moved' } as const
    await store.releaseStream(released.id, released.epoch, end)
    await store.releaseStream(released.id, released.epoch, { ...end, state: 'stopped' })
    await store.releaseProcess(OWNER)
    for (const { id, epoch } of [released, lost]) {
      await expect(store.writeStreamStatus(id, epoch, STATUS, START)).rejects.toThrow(
        StaleEpochError,
      )
      expect(await store.readStream(id)).toMatchObject({ state: 'starting', owner: null })
      expect(await store.renewLeases(OWNER, [{ id, epoch }], 15_000)).toEqual([])
    }
  })

  test('a stream given back to run elsewhere is starting and can be claimed at once', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id, epoch } = await addRunningStream(store, START)
    await store.releaseStream(id, epoch, { state: 'starting', atMs: START + 5, reason: 'moved' })
    expect(await store.readStream(id)).toMatchObject({
      state: 'starting',
      sinceMs: START + 5,
      owner: null,
      leaseExpiresAtMs: null,
    })
    expect(await claim(store, id, OTHER)).toBe(epoch + 1)
  })

  test('the streams of a dead process are free at once, and what it had handed over still commits', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id, epoch } = await addRunningStream(store, START)
    expect(await store.releaseProcess(OTHER)).toEqual([])
    expect(await store.releaseProcess(OWNER)).toEqual([id])
    const late = makeBatch({ id, epoch }, 1, [{ text: 'handed over before the end' }])
    expect((await store.appendBatches([late])).outcomes).toEqual(['committed'])
    const next = await claim(store, id, OTHER)
    expect((await store.appendBatches([{ ...late, n: 2 }])).outcomes).toEqual(['stale-epoch'])
    expect(next).toBe(epoch + 1)
  })
})

describe.each(DIALECTS)('stops and states on %s', (dialect) => {
  test('INV-4 after a confirmed stop no batch of that stream is stored', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await addRunningStream(store, START)
    await store.appendBatches([makeBatch(stream, 1, [{}])])
    expect(await store.setDesired(stream.id, 'stopped', START + 10)).toMatchObject({
      desired: 'stopped',
      desiredAtMs: START + 10,
      state: 'stopping',
    })
    await store.releaseStream(stream.id, stream.epoch, {
      state: 'stopped',
      atMs: START + 20,
      reason: 'stopped',
    })
    expect(await store.readStream(stream.id)).toMatchObject({
      state: 'stopped',
      sinceMs: START + 20,
      owner: null,
      problem: null,
    })
    const late = await store.appendBatches([makeBatch(stream, 2, [{}])])
    expect(late).toMatchObject({ outcomes: ['stale-epoch'], storedPosts: 0 })
    expect(await store.readStream(stream.id)).toMatchObject({ received: 1, stored: 1 })
  })

  test('INV-4 a stop of a stream that nobody holds is true at once', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id, epoch } = await addRunningStream(store, START)
    await store.releaseProcess(OWNER)
    expect(await store.setDesired(id, 'stopped', START + 10)).toMatchObject({ state: 'stopped' })
    const late = await store.appendBatches([makeBatch({ id, epoch }, 1, [{}])])
    expect(late.outcomes).toEqual(['stale-epoch'])
  })

  test('a status that crosses a stop does not take the stop back', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id, epoch } = await addRunningStream(store, START)
    await store.setDesired(id, 'stopped', START + 10)
    await store.writeStreamStatus(id, epoch, STATUS, START + 11)
    expect(await store.readStream(id)).toMatchObject({ state: 'stopping', sinceMs: START + 10 })
  })

  test('wanting what is wanted already writes only when it was asked', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id } = await addRunningStream(store, START)
    const before = await store.readStream(id)
    expect(await store.setDesired(id, 'running', START + 50)).toEqual({
      ...before,
      desiredAtMs: START + 50,
    })
    expect(await store.setDesired(MISSING, 'running', START)).toBeNull()
  })

  test('a status keeps its since while the state stays, adds connections, keeps the last skew known', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id, epoch } = await addRunningStream(store, START)
    const problem = { code: 'x.rate-limited', detail: 'Wait.', retryAtMs: START + 9, action: null }
    await store.writeStreamStatus(
      id,
      epoch,
      { state: 'rate-limited', problem, clockSkewMs: 120, newConnects: 1 },
      START + 1,
    )
    await store.writeStreamStatus(
      id,
      epoch,
      { state: 'rate-limited', problem, clockSkewMs: null, newConnects: 2 },
      START + 2,
    )
    expect(await store.readStream(id)).toMatchObject({
      state: 'rate-limited',
      sinceMs: START + 1,
      problem,
      clockSkewMs: 120,
      connects: 3,
    })
  })

  test('a stream that stopped by itself keeps its problem; one that was told to does not', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id, epoch } = await addRunningStream(store, START)
    const problem = { code: 'x.budget-reached', detail: 'Spent.', retryAtMs: null, action: 'Pay.' }
    await store.writeStreamStatus(id, epoch, { ...STATUS, state: 'blocked', problem }, START)
    const end = { state: 'stopped', atMs: START + 1, reason: 'budget' } as const
    await store.releaseStream(id, epoch, end)
    expect(await store.readStream(id)).toMatchObject({ state: 'stopped', problem })
    const next = await claim(store, id)
    await store.setDesired(id, 'stopped', START + 2)
    await store.releaseStream(id, next, end)
    expect(await store.readStream(id)).toMatchObject({ state: 'stopped', problem: null })
  })

  test('only a stopped stream is deleted, with its coverage; its posts stay', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await addRunningStream(store, START)
    const batch = makeBatch(stream, 1, [{ id: '5' }])
    await store.appendBatches([batch])
    expect(await store.deleteStream(stream.id)).toBe('not-stopped')
    await store.setDesired(stream.id, 'stopped', START + 900)
    await store.releaseStream(stream.id, stream.epoch, {
      state: 'stopped',
      atMs: START + 900,
      reason: 'stopped',
    })
    expect(await store.deleteStream(stream.id)).toBe('deleted')
    expect(await store.deleteStream(stream.id)).toBe('missing')
    const range = { streamId: null, fromMs: START, toMs: START + 1000 }
    expect(await store.readCoverage(range)).toEqual({ coveredRatio: 0, intervals: [] })
    expect(await store.readPost('x', '5')).toMatchObject({ id: '5' })
    expect((await store.appendBatches([{ ...batch, n: 2 }])).outcomes).toEqual(['stale-epoch'])
  })

  test('processes are written, renewed, listed oldest first and deleted', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const info = {
      id: OWNER,
      host: 'host',
      pid: 1,
      role: 'writer',
      startedAtMs: START,
      heartbeatAtMs: START,
      rssBytes: 5_000_000_000,
    } as const
    await store.writeProcess(info)
    await store.writeProcess({ ...info, id: OTHER, role: 'server', startedAtMs: START - 1 })
    await store.writeProcess({ ...info, heartbeatAtMs: START + 5 })
    expect(
      (await store.listProcesses()).map(({ id, heartbeatAtMs }) => [id, heartbeatAtMs]),
    ).toEqual([
      [OTHER, START],
      [OWNER, START + 5],
    ])
    await store.deleteProcess(OTHER)
    expect(await store.listProcesses()).toEqual([{ ...info, heartbeatAtMs: START + 5 }])
    await store.ping()
  })
})
