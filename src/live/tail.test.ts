import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Batch } from '../domain/batch.ts'
import { asProcessId, asStreamId } from '../domain/ids.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import { ShutdownError } from '../lib/abort.ts'
import { systemClock } from '../lib/clock.ts'
import { createLogger } from '../lib/logger.ts'
import { createWake } from '../lib/wake.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { storedPost } from './stored-post.fixture.ts'
import { MAX_CURSORS, openTail, TooManyCursorsError, type Tail } from './tail.ts'

const logger = createLogger({ level: 'silent', role: 'test' })
const wake = createWake<WakeTopic>()
const EVERYTHING = { afterSeq: 0, keywordIds: null }
const MAX_CHUNK_BYTES = 64 * 1024

let directory: string
let store: Store
let tail: Tail
let controller: AbortController
let commit: (count: number, text?: string) => Promise<void>

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'magpie-tail-'))
  store = await openStore(`sqlite:${join(directory, 'magpie.db')}`, { role: 'writer', logger })
  controller = new AbortController()
  tail = openTail({ store, wake, clock: systemClock, logger }, controller.signal)
  commit = await openCommits(store)
})
afterEach(async () => {
  controller.abort(new ShutdownError('the test is over'))
  await tail[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
  await rm(directory, { recursive: true, force: true })
})

const postsIn = (chunk: Buffer): number => chunk.toString().split('event: post\n').length - 1

test('nothing is made for a browser that does not ask, and each chunk it asks for is small (INV-8)', async () => {
  const cursor = await tail.openCursor(EVERYTHING)
  const chunks = cursor.chunks(controller.signal)
  await chunks.next()
  const frameBytes = 21_000
  for (let i = 0; i < 20; i++) await commit(10, 'x'.repeat(20_000))
  let posts = 0
  let asked = 0
  while (posts < 200) {
    const { value } = await chunks.next()
    asked++
    expect(value.length).toBeLessThan(MAX_CHUNK_BYTES + frameBytes * 2)
    posts += postsIn(value)
  }
  // 4 MB in pieces of what a socket takes.
  expect(asked).toBeGreaterThanOrEqual(50)
})

test('many events that are there at once come as one chunk', async () => {
  const cursor = await tail.openCursor(EVERYTHING)
  const chunks = cursor.chunks(controller.signal)
  await chunks.next()
  await commit(100)
  let posts = 0
  let asked = 0
  for (; posts < 100; asked++) posts += postsIn((await chunks.next()).value)
  expect(asked).toBeLessThanOrEqual(3)
})

test('a server without browsers reads no posts', async () => {
  let reads = 0
  await using idle = openTail(
    { store: countReads(store, () => reads++), wake, clock: systemClock, logger },
    controller.signal,
  )
  for (let i = 0; i < 5; i++) await commit(1)
  expect(reads).toBe(0)
  const cursor = await idle.openCursor(EVERYTHING)
  const chunks = cursor.chunks(controller.signal)
  for (let posts = 0; posts < 5;) posts += postsIn((await chunks.next()).value)
  expect(reads).toBeGreaterThan(0)
})

test('a cursor ends with the reason of its signal and gives its place back', async () => {
  const leaving = new AbortController()
  const cursor = await tail.openCursor(EVERYTHING)
  expect(tail.cursorCount).toBe(1)
  const chunks = cursor.chunks(leaving.signal)
  await chunks.next()
  const rest = (async () => {
    for await (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0)
  })()
  leaving.abort(new ShutdownError('left'))
  await expect(rest).rejects.toThrow('left')
  expect(tail.cursorCount).toBe(0)
})

test('more cursors than one server serves are refused', async () => {
  for (let i = 0; i < MAX_CURSORS; i++) await tail.openCursor(EVERYTHING)
  await expect(tail.openCursor(EVERYTHING)).rejects.toThrow(TooManyCursorsError)
})

/** The same store; only counts. */
function countReads(real: Store, onRead: () => void): Store {
  return new Proxy(real, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (name === 'readPostsAfter') onRead()
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

async function openCommits(target: Store): Promise<typeof commit> {
  const settings = { apiUrl: '', partition: null, backfillMinutes: null, expansions: null }
  const input = {
    id: 'feed',
    name: 'Feed',
    network: 'x',
    kind: 'filtered',
    sandbox: false,
  } as const
  await target.createStream({ ...input, settings, token: null })
  const streamId = asStreamId('feed')
  const claim = await target.claimStream(streamId, asProcessId('test:1:1'), 600_000)
  if (!claim) throw new Error('the feed is held by somebody')
  let n = 0
  let id = 0
  return async (count, text) => {
    const batch: Batch = {
      streamId,
      epoch: claim.stream.epoch,
      n: ++n,
      cursor: null,
      received: count,
      posts: Array.from({ length: count }, () => ({
        post: storedPost(++id, [], text),
        receivedAtMs: 0,
        keywordIds: [],
        rawIndex: null,
        recovered: false,
      })),
      rejects: [],
      rawBlock: new Uint8Array(),
      rawLineCount: 0,
      coverage: [],
      coveredUntilMs: null,
      lagMs: null,
      postsPerSecond: 0,
    }
    await target.appendBatches([batch])
    wake.publish('committed')
  }
}
