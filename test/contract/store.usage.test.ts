import { describe, expect, test } from 'vitest'
import { DAY_MS, dayStartOf } from '../../src/domain/usage.ts'
import { asStreamId } from '../../src/domain/ids.ts'
import {
  addRunningStream,
  claim,
  DIALECTS,
  makeBatch,
  openFresh,
  START,
  STREAM,
} from './store-fixture.ts'

const TODAY = dayStartOf(START)
const reads = (fields: {
  posts?: string[]
  users?: string[]
  unkept?: string[]
  atMs?: number
}) => ({
  reads: {
    atMs: fields.atMs ?? START,
    unkeptPosts: fields.unkept ?? [],
    expandedPosts: fields.posts ?? [],
    users: fields.users ?? [],
  },
})

describe.each(DIALECTS)('usage on %s', (dialect) => {
  test('INV-2 a post is billed once a UTC day, however often and by however many streams it comes', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const one = await addRunningStream(store, START)
    const two = await addRunningStream(store, START, 'y')
    await store.appendBatches([makeBatch(one, 1, [{ id: '1' }, { id: '2' }, { id: '1' }])])
    await store.appendBatches([makeBatch(two, 1, [{ id: '2' }, { id: '3' }])])
    // The same batch once more, as after a crash: committed before, nothing is billed.
    await store.appendBatches([makeBatch(two, 1, [{ id: '2' }, { id: '3' }])])
    expect(await store.readUsageDays(TODAY, TODAY + DAY_MS)).toEqual([
      { dayStartMs: TODAY, firstAtMs: START + 500, posts: 3, expandedPosts: 0, users: 0 },
    ])
    // On the next day X bills it again.
    const tomorrow = { id: '3', createdAtMs: START + DAY_MS }
    await store.appendBatches([makeBatch(two, 2, [tomorrow])])
    const days = await store.readUsageDays(TODAY, TODAY + 3 * DAY_MS)
    expect(days.map(({ posts }) => posts)).toEqual([3, 1])
  })

  test('what expansions bring along is billed once, and as delivered when it is delivered too', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const stream = await addRunningStream(store, START)
    const first = reads({ posts: ['10', '11'], users: ['7', '8'], unkept: ['5'] })
    await store.appendBatches([makeBatch(stream, 1, [{ id: '1' }], first)])
    await store.appendBatches([
      makeBatch(stream, 2, [{ id: '10' }], reads({ posts: ['1', '12'], users: ['8', '9'] })),
    ])
    const [day] = await store.readUsageDays(TODAY, TODAY + DAY_MS)
    // Delivered: 1, 5, 10 · brought along: 11, 12 · accounts: 7, 8, 9.
    expect(day).toMatchObject({ posts: 3, expandedPosts: 2, users: 3 })
  })

  test('what the sandbox sends costs nothing, nor does a batch of an older epoch', async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    const { id } = await store.createStream({ ...STREAM, id: 'sandbox', sandbox: true })
    await store.setDesired(id, 'running', START)
    const sandbox = { id, epoch: await claim(store, id) }
    await store.appendBatches([makeBatch(sandbox, 1, [{ id: '1' }], reads({ users: ['1'] }))])
    const real = await addRunningStream(store, START)
    await store.appendBatches([makeBatch({ ...real, epoch: 99 }, 1, [{ id: '2' }])])
    expect(await store.readUsageDays(TODAY, TODAY + DAY_MS)).toEqual([])
  })

  test("the network's own count is kept, the latest of any stream", async () => {
    await using fresh = await openFresh(dialect)
    const { store } = fresh
    expect(await store.readNetworkUsage()).toBeNull()
    const usage = { readAtMs: START, posts: 5, cap: 3_000_000, capResetDay: 8 }
    await store.writeNetworkUsage(asStreamId('x'), usage)
    await store.writeNetworkUsage(asStreamId('y'), { ...usage, readAtMs: START + 1, cap: null })
    expect(await store.readNetworkUsage()).toEqual({ ...usage, readAtMs: START + 1, cap: null })
    await store.writeNetworkUsage(asStreamId('x'), { ...usage, readAtMs: START + 2, posts: 9 })
    expect(await store.readNetworkUsage()).toMatchObject({ posts: 9 })
  })
})
