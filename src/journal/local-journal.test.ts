import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Batch } from '../domain/batch.ts'
import { asStreamId } from '../domain/ids.ts'
import { encodeFrame, FrameReader, type Frame } from './batch-codec.ts'
import { BatchRefusedError, type Delivery } from './journal.ts'
import { LocalJournalReceiver } from './local-receiver.ts'
import { LocalJournalSender } from './local-sender.ts'

function batchOf(
  n: number,
  options: { epoch?: number; streamId?: string; raw?: string } = {},
): Batch {
  return {
    streamId: asStreamId(options.streamId ?? 'x'),
    epoch: options.epoch ?? 1,
    n,
    cursor: null,
    received: 0,
    posts: [],
    rejects: [],
    rawBlock: Buffer.from(options.raw ?? ''),
    rawLineCount: 0,
    coverage: [],
    coveredUntilMs: n,
    lagMs: null,
    postsPerSecond: 0,
  }
}

describe('frames', () => {
  test('come out whole however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1000), fc.string()), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 50 })),
        (specs, cuts) => {
          const sent: Frame[] = specs.map(([n, raw]) => ({
            kind: 'batch',
            batch: batchOf(n, { raw }),
          }))
          const bytes = Buffer.concat(sent.map(encodeFrame))
          const reader = new FrameReader()
          const seen: Frame[] = []
          for (let from = 0, i = 0; from < bytes.length; i++) {
            const size = cuts.length > 0 ? cuts[i % cuts.length]! : bytes.length
            seen.push(...reader.read(bytes.subarray(from, from + size)))
            from += size
          }
          const plain = (frame: Frame): unknown =>
            frame.kind === 'batch'
              ? [frame.batch.n, Buffer.from(frame.batch.rawBlock).toString()]
              : frame
          expect(seen.map(plain)).toEqual(sent.map(plain))
        },
      ),
    )
  })
})

describe('local journal', () => {
  const never = new AbortController().signal
  let folder: string
  let socketPath: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'magpie-journal-'))
    socketPath = join(folder, 'journal.sock')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  async function receiveUntil(
    receiver: LocalJournalReceiver,
    count: number,
    settle: (delivery: Delivery) => void,
  ): Promise<number[]> {
    const seen: number[] = []
    for await (const group of receiver.receive({ maxPosts: 100 }, never)) {
      for (const delivery of group) {
        seen.push(delivery.batch.n)
        settle(delivery)
      }
      if (seen.length >= count) break
    }
    return seen
  }

  test('a batch is flushed only when the writer has settled it', async () => {
    await using receiver = await LocalJournalReceiver.open(socketPath)
    await using sender = new LocalJournalSender(socketPath)
    sender.send(batchOf(1))
    let isFlushed = false
    const flushed = sender.flushed(asStreamId('x'), never).then(() => (isFlushed = true))
    const deliveries: Delivery[] = []
    await receiveUntil(receiver, 1, (delivery) => deliveries.push(delivery))
    expect(isFlushed).toBe(false)
    deliveries[0]!.settle({ kind: 'committed' })
    await flushed
    expect(isFlushed).toBe(true)
  })

  test('batches that were not settled when the writer died come again, in order, to the next writer', async () => {
    await using sender = new LocalJournalSender(socketPath)
    {
      await using first = await LocalJournalReceiver.open(socketPath)
      for (const n of [1, 2, 3]) sender.send(batchOf(n))
      const seen = await receiveUntil(first, 3, (delivery) => {
        if (delivery.batch.n === 1) delivery.settle({ kind: 'committed' })
      })
      expect(seen).toEqual([1, 2, 3])
    }
    sender.send(batchOf(4))
    await using second = await LocalJournalReceiver.open(socketPath)
    const seen = await receiveUntil(second, 3, (delivery) => delivery.settle({ kind: 'committed' }))
    // Batch 1's settlement may have been lost with the first writer: then it comes again too.
    expect(seen.filter((n) => n !== 1)).toEqual([2, 3, 4])
    await sender.flushed(asStreamId('x'), never)
  })

  test('INV-3 a refused epoch fails its next send, a later epoch goes on', async () => {
    await using receiver = await LocalJournalReceiver.open(socketPath)
    await using sender = new LocalJournalSender(socketPath)
    sender.send(batchOf(1))
    await receiveUntil(receiver, 1, (delivery) => delivery.settle({ kind: 'stale-epoch' }))
    await sender.flushed(asStreamId('x'), never)
    expect(() => sender.send(batchOf(2))).toThrow(BatchRefusedError)
    sender.send(batchOf(1, { epoch: 2 }))
    expect(
      await receiveUntil(receiver, 1, (delivery) => delivery.settle({ kind: 'committed' })),
    ).toEqual([1])
  })

  test('a sender whose writer does not settle is held back instead of buffering without bound', async () => {
    await using receiver = await LocalJournalReceiver.open(socketPath)
    await using sender = new LocalJournalSender(socketPath)
    const stop = new AbortController()
    let sent = 0
    const sending = (async () => {
      for (let n = 1; n <= 10_000; n++) {
        sender.send(batchOf(n))
        await sender.hasRoom(stop.signal)
        sent = n
      }
    })()
    const deliveries: Delivery[] = []
    await receiveUntil(receiver, 256, (delivery) => deliveries.push(delivery))
    expect(sent).toBeLessThan(256)
    for (const delivery of deliveries.slice(0, 100)) delivery.settle({ kind: 'committed' })
    await receiveUntil(receiver, 50, () => {})
    expect(sent).toBeLessThan(400)
    stop.abort(new Error('enough'))
    await expect(sending).rejects.toThrow('enough')
  })
})
