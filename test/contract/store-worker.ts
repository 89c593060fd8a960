/**
 * A process of its own that works on a store: started by store.concurrency.test.ts with its task as JSON, tells its parent
 * what it did. Each task is what a real process does: opening, writing batches one after the other, fighting for a lease.
 */
import { setTimeout as delay } from 'node:timers/promises'

import { asProcessId, asStreamId, type KeywordId } from '../../src/domain/ids.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { logger, makeBatch, START } from './store-fixture.ts'

export type WorkerTask =
  | { readonly kind: 'open'; readonly url: string }
  | {
      readonly kind: 'append'
      readonly url: string
      readonly streamId: string
      readonly keywords: readonly KeywordId[]
      /** Ids `from` to `to`, in batches of 20, again and again `rounds` times. */
      readonly from: number
      readonly to: number
      readonly rounds: number
    }
  | {
      readonly kind: 'claim'
      readonly url: string
      readonly streamId: string
      readonly times: number
    }

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'committed'; readonly n: number }
  | { readonly kind: 'claimed'; readonly epochs: readonly number[] }
  | { readonly kind: 'done' }

const BATCH_POSTS = 20
/** What the real writer leaves between transactions. */
const WRITE_GAP_MS = 2

const task = JSON.parse(process.argv[2]!) as WorkerTask
const owner = asProcessId(`test:${process.pid}:1`)
const tell = (message: WorkerMessage): void => void process.send?.(message)

const store = await openStore(task.url, { role: 'writer', logger })
tell({ kind: 'ready' })
if (task.kind === 'append') await append(store, task)
if (task.kind === 'claim') await claimOften(store, task)
await store[Symbol.asyncDispose]()
tell({ kind: 'done' })
process.disconnect?.()

async function append(
  into: Store,
  { streamId, keywords, from, to, rounds }: Extract<WorkerTask, { kind: 'append' }>,
): Promise<void> {
  const id = asStreamId(streamId)
  const claim = await into.claimStream(id, owner, 60_000)
  const stream = { id, epoch: claim!.stream.epoch }
  let n = 0
  for (let round = 0; round < rounds; round++) {
    for (let first = from; first < to; first += BATCH_POSTS) {
      const entries = Array.from({ length: BATCH_POSTS }, (_, i) => ({
        id: String(first + i),
        createdAtMs: START + (first + i) * 100,
        hashtags: [`tag${(first + i) % 7}`],
        keywords: keywords.filter((_keyword, k) => (first + i + round) % (k + 2) === 0),
      }))
      n++
      const coverage = n === 1 ? [{ atMs: START, state: 'live' as const, reason: null }] : []
      await into.appendBatches([makeBatch(stream, n, entries, { coverage })])
      tell({ kind: 'committed', n })
      if (n % 10 === 0) await into.indexPending()
      await delay(WRITE_GAP_MS)
    }
  }
}

/** Takes the stream whenever it can, holds it for a moment, gives it back. */
async function claimOften(
  from: Store,
  { streamId, times }: Extract<WorkerTask, { kind: 'claim' }>,
): Promise<void> {
  const id = asStreamId(streamId)
  const epochs: number[] = []
  while (epochs.length < times) {
    const claim = await from.claimStream(id, owner, 60_000)
    if (claim) {
      const { epoch } = claim.stream
      epochs.push(epoch)
      await delay(1)
      // Still ours: nobody has taken it from a holder that lives.
      await from.markCoverage(id, epoch, { atMs: START, state: 'gap', reason: 'starting' })
      await from.releaseStream(id, epoch, { state: 'starting', atMs: START, reason: 'moved' })
    }
    await delay(1)
  }
  tell({ kind: 'claimed', epochs })
}
