import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'

import { asStreamId } from '../../src/domain/ids.ts'
import {
  addKeyword,
  DIALECTS,
  HOUR,
  makeBatch,
  openFresh,
  OTHER,
  settle,
  START,
  STREAM,
} from './store-fixture.ts'
import type { WorkerMessage, WorkerTask } from './store-worker.ts'

const WORKER = fileURLToPath(new URL('store-worker.ts', import.meta.url))
const children: ChildProcess[] = []

interface Worker {
  readonly child: ChildProcess
  /** Fills as it talks. */
  readonly messages: WorkerMessage[]
  readonly exited: Promise<[number | null]>
}

function start(task: WorkerTask): Worker {
  const child = fork(WORKER, [JSON.stringify(task)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const messages: WorkerMessage[] = []
  child.on('message', (message: WorkerMessage) => messages.push(message))
  children.push(child)
  return { child, messages, exited: once(child, 'exit') as Promise<[number | null]> }
}

async function finish(worker: Worker): Promise<WorkerMessage[]> {
  const [code] = await worker.exited
  expect(code).toBe(0)
  expect(worker.messages.at(-1)).toEqual({ kind: 'done' })
  return worker.messages
}

afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
})

describe.each(DIALECTS)('several processes on %s', (dialect) => {
  test('of processes that open a new database together one makes it and all can use it', async () => {
    await using fresh = await openFresh(dialect)
    const url = fresh.url.replace('magpie.db', 'another/new.db')
    const workers = [1, 2, 3, 4].map(() => start({ kind: 'open', url }))
    for (const worker of workers) await finish(worker)
  })

  test('INV-1 INV-7 two processes that deliver the same posts store each once and count it once', async () => {
    await using fresh = await openFresh(dialect)
    const { store, url } = fresh
    const keywords = [
      (await addKeyword(store, 'a')).id,
      (await addKeyword(store, 'b')).id,
      (await addKeyword(store, 'c')).id,
    ]
    for (const id of ['one', 'two']) {
      await store.createStream({ ...STREAM, id })
      await store.setDesired(asStreamId(id), 'running', START)
    }
    const append = { kind: 'append', url, keywords, rounds: 2 } as const
    const workers = [
      start({ ...append, streamId: 'one', from: 0, to: 400 }),
      start({ ...append, streamId: 'two', from: 200, to: 600 }),
    ]
    for (const worker of workers) await finish(worker)

    const posts = await store.readPostsAfter(0, 10_000)
    expect(posts.length).toBe(600)
    expect(new Set(posts.map(({ id }) => id)).size).toBe(600)
    const streams = await store.listStreams()
    for (const stream of streams) {
      expect(stream.received).toBe(800)
      expect(stream.stored + stream.duplicates).toBe(800)
    }
    expect(streams.reduce((sum, { stored }) => sum + stored, 0)).toBe(600)
    expect(await store.checkCounts()).toEqual([])
    await settle(store)
    expect(await store.checkCounts()).toEqual([])
  })

  test('INV-3 two processes that fight for a stream never hold it together', async () => {
    await using fresh = await openFresh(dialect)
    const { store, url } = fresh
    const { id } = await store.createStream(STREAM)
    await store.setDesired(id, 'running', START)
    const workers = [1, 2].map(() => start({ kind: 'claim', url, streamId: id, times: 30 }))
    const epochs: number[] = []
    for (const worker of workers) {
      for (const message of await finish(worker)) {
        if (message.kind === 'claimed') epochs.push(...message.epochs)
      }
    }
    // Every claim has an epoch of its own, and none was lost. (A worker fails when its lease is taken while it holds it.)
    expect(epochs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
  })

  test('INV-2 a writer killed with -9 leaves whole batches, and going on doubles nothing', async () => {
    await using fresh = await openFresh(dialect)
    const { store, url, clock } = fresh
    const keywords = [(await addKeyword(store, 'a')).id]
    const stream = await store.createStream({ ...STREAM, id: 'one' })
    await store.setDesired(stream.id, 'running', START)
    const task = { kind: 'append', url, streamId: 'one', keywords, from: 0, to: 4_000 } as const
    const worker = start({ ...task, rounds: 1 })
    await new Promise<void>((resolve) => {
      worker.child.on('message', (message: WorkerMessage) => {
        if (message.kind === 'committed' && message.n === 25) {
          worker.child.kill('SIGKILL')
          resolve()
        }
      })
    })
    await worker.exited
    const acknowledged = worker.messages.filter(({ kind }) => kind === 'committed').length
    const posts = await store.readPostsAfter(0, 10_000)
    expect(posts.length % 20).toBe(0)
    expect(posts.length).toBeGreaterThanOrEqual(acknowledged * 20)
    expect(posts.length).toBeLessThan(4_000)
    const row = await store.readStream(stream.id)
    expect(row).toMatchObject({ stored: posts.length, cursor: posts.at(-1)!.id })
    expect(await store.checkCounts()).toEqual([])

    clock.set(START + 24 * HOUR)
    await store.releaseProcess(row!.owner!)
    await finish(start({ ...task, to: 1_000, rounds: 1 }))
    const after = await store.readPostsAfter(0, 10_000)
    expect(new Set(after.map(({ id }) => id)).size).toBe(after.length)
    expect(after.length).toBe(Math.max(1_000, posts.length))
    await settle(store)
    expect(await store.checkCounts()).toEqual([])
  })

  test('others get to write while a writer is saturated', async () => {
    await using fresh = await openFresh(dialect)
    const { store, url } = fresh
    const keywords = [(await addKeyword(store, 'a')).id]
    await store.createStream({ ...STREAM, id: 'one' })
    await store.createStream({ ...STREAM, id: 'two' })
    await store.setDesired(asStreamId('two'), 'running', START)
    const two = { id: asStreamId('two'), epoch: 1 }
    await store.claimStream(two.id, OTHER, HOUR)
    const worker = start({
      kind: 'append',
      url,
      streamId: 'one',
      keywords,
      from: 0,
      to: 2_000,
      rounds: 1,
    })
    await once(worker.child, 'message')
    for (let n = 1; n <= 20; n++) {
      await store.appendBatches([makeBatch(two, n, [{ id: `two-${n}` }])])
    }
    expect(await store.readStream(two.id)).toMatchObject({ stored: 20 })
    await finish(worker)
    expect((await store.readPostsAfter(0, 10_000)).length).toBe(2_020)
  })
})
