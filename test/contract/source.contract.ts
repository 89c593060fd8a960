/**
 * What every source promises (src/sources/source.ts), as tests. Each network gives a small real server that sends the
 * bytes a test wants, and says how its messages look; the promises are the same for all.
 */
import { describe, expect, it } from 'vitest'
import { isCausedBy } from '../../src/lib/abort.ts'
import { SourceError, type Source, type SourceItem } from '../../src/sources/source.ts'

/** The server's end of one accepted connection. */
export interface SourcePeer {
  /** Resolves once the operating system has the bytes: not before the reader makes room for them. */
  write(bytes: Buffer): Promise<void>
  /** Ends the stream in good order, as this network does. */
  end(): void
  /** Closes its side of the socket in the middle of everything; bytes written before arrive. */
  cut(): void
  /** Breaks the connection without a word. */
  reset(): void
  /** Resolves when this side sees the connection closed. */
  readonly closed: Promise<void>
}

export interface SourceHarness extends AsyncDisposable {
  readonly source: Source
  /** The next connection that asks for the stream. Resolves before anything is answered. */
  accept(): Promise<PendingPeer>
}

export interface PendingPeer {
  /** Accepts the connection, as the network does; no message yet. */
  answer(): SourcePeer
  readonly closed: Promise<void>
}

export interface SourceContract {
  readonly name: string
  /** Opens a harness whose source takes `stallMs` of silence for a dead connection. */
  open(options: { stallMs: number; connectTimeoutMs: number }): Promise<SourceHarness>
  /** One message with a post that has this text, with its framing. */
  post(text: string): Buffer
  /** A sign of life without a post. */
  readonly keepAlive: Buffer
  /** A message, with its framing, that is garbage. */
  readonly malformed: Buffer
  /** A message, with its framing, that is well formed and of no known type. */
  readonly unknown: Buffer
}

const LONG_MS = 600_000
const TEXTS = ['plain', 'ümlaut 日本 עברית', '👩‍👩‍👧 🌅', 'last']

export function describeSource(contract: SourceContract): void {
  const open = (options: { stallMs?: number; connectTimeoutMs?: number } = {}) =>
    contract.open({ stallMs: LONG_MS, connectTimeoutMs: LONG_MS, ...options })

  describe(`the source ${contract.name}`, () => {
    it('begins with `connected`, before anything was sent', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const pending = await harness.accept()
      pending.answer()
      expect(await reader.next()).toMatchObject([{ kind: 'connected' }])
    })

    it('says nothing before the network has accepted', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const pending = await harness.accept()
      const first = reader.next()
      const order: string[] = []
      const seen = first.then(() => order.push('connected'))
      order.push('answered')
      pending.answer()
      await seen
      expect(order).toEqual(['answered', 'connected'])
    })

    it('gives items in the order of the bytes, with the bytes as received', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await peer.write(Buffer.concat(TEXTS.map((text) => contract.post(text))))
      const posts = await reader.posts(TEXTS.length)
      expect(posts.map((item) => item.post.text)).toEqual(TEXTS)
      for (const item of posts) {
        expect(contract.post(item.post.text).includes(item.raw)).toBe(true)
        expect(item.raw.length).toBeGreaterThan(0)
      }
    })

    it('gives the same posts when bytes come one by one, characters and line ends cut', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      const posts = reader.posts(TEXTS.length)
      for (const byte of Buffer.concat(TEXTS.map((text) => contract.post(text)))) {
        await peer.write(Buffer.from([byte]))
      }
      expect((await posts).map((item) => item.post.text)).toEqual(TEXTS)
    })

    it('gives a heartbeat for a sign of life', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await peer.write(contract.keepAlive)
      expect((await reader.until('heartbeat')).atMs).toBeGreaterThan(0)
    })

    it('INV-9 survives garbage, unknown messages and posts of 3 MB, and keeps what it could not read', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      const long = 'x'.repeat(3_000_000)
      const written = peer.write(
        Buffer.concat([
          contract.malformed,
          contract.unknown,
          contract.post(long),
          contract.post('after'),
        ]),
      )
      const items = await reader.itemsUntilPost('after')
      await written
      const rejected = items.filter((item) => item.kind === 'rejected')
      expect(rejected.map((item) => item.reason)).toEqual(['malformed', 'unknown'])
      expect(contract.malformed.includes(rejected[0]!.raw)).toBe(true)
      expect(contract.unknown.includes(rejected[1]!.raw)).toBe(true)
      expect(items.some((item) => item.kind === 'post' && item.post.text === long)).toBe(true)
    })

    it('INV-4 closes its socket at once when aborted, and ends with the reason', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await reader.until('connected')
      const waiting = reader.next()
      reader.abort()
      await expect(waiting).rejects.toBe(reader.reason)
      await peer.closed
    })

    it('INV-4 closes its socket when aborted while its consumer is busy, and gives nothing more', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await reader.until('connected')
      await peer.write(contract.post('one'))
      await reader.posts(1)
      await peer.write(contract.post('never seen'))
      reader.abort()
      // The consumer asks for nothing: the socket is closed all the same.
      await peer.closed
      await expect(reader.next()).rejects.toBe(reader.reason)
    })

    it('INV-4 gives nothing more after an abort, not even what had come before it', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await reader.until('connected')
      await peer.write(contract.post('never seen'))
      peer.cut()
      // The source has the post, and has seen the cut, when it closes its side.
      await peer.closed
      reader.abort()
      await expect(reader.next()).rejects.toBe(reader.reason)
    })

    it('INV-4 closes its socket when aborted before the network has answered', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const first = reader.next()
      const failed = expect(first).rejects.toBe(reader.reason)
      const pending = await harness.accept()
      reader.abort()
      await failed
      await pending.closed
    })

    it('opens nothing when it is aborted already', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      reader.abort()
      await expect(reader.next()).rejects.toBe(reader.reason)
    })

    it('INV-4 closes its socket when its consumer leaves', async () => {
      await using harness = await open()
      const reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await reader.until('connected')
      await reader[Symbol.asyncDispose]()
      await peer.closed
    })

    it('INV-5 takes silence for a dead connection: half-open, without an error of its own', async () => {
      await using harness = await open({ stallMs: 150 })
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await reader.until('connected')
      const error = await reader.failure()
      expect(error).toBeInstanceOf(SourceError)
      expect(error).toMatchObject({ code: expect.stringMatching(/\.stalled$/), backoff: 'network' })
      await peer.closed
    })

    it('gives up a connection that is accepted and never answered', async () => {
      await using harness = await open({ connectTimeoutMs: 150 })
      await using reader = read(harness.source)
      const failure = reader.failure()
      const pending = await harness.accept()
      expect(await failure).toBeInstanceOf(SourceError)
      await pending.closed
    })

    it('does not take a slow consumer for silence', async () => {
      await using harness = await open({ stallMs: 150 })
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await reader.until('connected')
      await peer.write(contract.post('one'))
      await reader.posts(1)
      const isClosed = Promise.race([
        peer.closed.then(() => true),
        silenceOf(600).then(() => false),
      ])
      expect(await isClosed).toBe(false)
      await peer.write(contract.post('two'))
      expect((await reader.posts(1))[0]!.post.text).toBe('two')
    })

    it('does not read on while its consumer is busy', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await reader.until('connected')
      const block = Buffer.concat(
        Array.from({ length: 1_000 }, () => contract.post('z'.repeat(900))),
      )
      const blocks = Math.ceil((64 * 1024 * 1024) / block.length)
      let written = 0
      const writing = (async () => {
        for (; written < blocks; written++) await peer.write(block)
      })()
      const held = await settledValue(() => written)
      expect(held).toBeLessThan(blocks / 2)
      expect((await reader.posts(blocks * 1_000)).length).toBe(blocks * 1_000)
      await writing
    })

    it('gives everything that came before the network ended the stream', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await peer.write(Buffer.concat(TEXTS.map((text) => contract.post(text))))
      peer.end()
      const posts = await reader.posts(TEXTS.length)
      expect(posts.map((item) => item.post.text)).toEqual(TEXTS)
      const error = await reader.failure()
      if (error !== null) expect(error).toBeInstanceOf(SourceError)
      await peer.closed
    })

    it('gives a busy consumer everything that came before the connection was cut', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await reader.until('connected')
      const texts = Array.from({ length: 20 }, (_, i) => `${i}`)
      for (const text of texts) await peer.write(contract.post(text))
      peer.cut()
      // The source has seen the cut, and closed its side, before its consumer asks again.
      await peer.closed
      expect((await reader.posts(texts.length)).map((item) => item.post.text)).toEqual(texts)
      expect(await reader.failure()).toMatchObject({ backoff: 'network' })
    })

    it('fails as a SourceError when the connection breaks', async () => {
      await using harness = await open()
      await using reader = read(harness.source)
      const peer = (await harness.accept()).answer()
      await reader.until('connected')
      peer.reset()
      expect(await reader.failure()).toMatchObject({ backoff: 'network' })
    })

    it('fails as a SourceError when nobody listens', async () => {
      const harness = await open()
      await harness[Symbol.asyncDispose]()
      await using reader = read(harness.source)
      expect(await reader.failure()).toMatchObject({ backoff: 'network' })
    })
  })
}

type PostItem = Extract<SourceItem, { kind: 'post' }>

/** A consumer that asks when the test asks. */
function read(source: Source) {
  const controller = new AbortController()
  const reason = new Error('the test says stop')
  const iterator = source.open(null, controller.signal)[Symbol.asyncIterator]()
  const queue: SourceItem[] = []
  // Connecting begins with the first ask: a test that waits for the server must not have to ask first.
  let asked: Promise<IteratorResult<readonly SourceItem[]>> | null = null
  const ask = () => {
    asked = iterator.next()
    asked.catch(() => {})
  }
  queueMicrotask(() => {
    if (asked === null && !controller.signal.aborted) ask()
  })

  const next = async (): Promise<readonly SourceItem[]> => {
    if (asked === null) ask()
    const step = asked!
    try {
      const { value, done } = await step
      if (done) throw new StreamOver()
      return value
    } finally {
      asked = null
    }
  }
  const nextItem = async (): Promise<SourceItem> => {
    while (queue.length === 0) queue.push(...(await next()))
    return queue.shift()!
  }

  return {
    reason,
    next,
    abort: () => controller.abort(reason),
    async posts(count: number): Promise<PostItem[]> {
      const posts: PostItem[] = []
      while (posts.length < count) {
        const item = await nextItem()
        if (item.kind === 'post') posts.push({ ...item, raw: Buffer.from(item.raw) })
      }
      return posts
    },
    async until<K extends SourceItem['kind']>(kind: K): Promise<Extract<SourceItem, { kind: K }>> {
      for (;;) {
        const item = await nextItem()
        if (item.kind === kind) return item as Extract<SourceItem, { kind: K }>
      }
    },
    async itemsUntilPost(text: string): Promise<SourceItem[]> {
      const items: SourceItem[] = []
      for (;;) {
        const item = await nextItem()
        items.push('raw' in item ? { ...item, raw: Buffer.from(item.raw) } : item)
        if (item.kind === 'post' && item.post.text === text) return items
      }
    },
    /** What the iteration ended with; null when it ended in good order. */
    async failure(): Promise<unknown> {
      try {
        for (;;) await next()
      } catch (error) {
        return error instanceof StreamOver ? null : error
      }
    },
    async [Symbol.asyncDispose]() {
      if (asked !== null) controller.abort(reason)
      await asked?.catch((error: unknown) => {
        if (!isCausedBy(error, controller.signal)) throw error
      })
      await iterator.return?.()
    },
  }
}

class StreamOver extends Error {}

/** The value once it has stopped changing: 25 looks in a row, 20 ms apart. */
async function settledValue(look: () => number): Promise<number> {
  let last = look()
  for (let same = 0; same < 25;) {
    await silenceOf(20)
    const value = look()
    same = value === last ? same + 1 : 0
    last = value
  }
  return last
}

/** The one thing no event tells: that nothing happened for a while. */
function silenceOf(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
