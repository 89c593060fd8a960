import { expect, test } from 'vitest'
import { EventBatch } from './event-batch.ts'
import type { LiveEvent } from './live-event.ts'
import { postWith } from './test-post.ts'

function harness(maxWaiting = 10) {
  const frames: (() => void)[] = []
  const delivered: (readonly LiveEvent[])[] = []
  const batch = new EventBatch({
    scheduleFrame: (callback) => void frames.push(callback),
    deliver: (events) => void delivered.push(events),
    maxWaiting,
  })
  const nextFrame = (): void => frames.shift()?.()
  return { batch, frames, delivered, nextFrame }
}

const post = (seq: number): LiveEvent => ({ kind: 'post', post: postWith(seq) })

function seqs(events: readonly LiveEvent[] | undefined): number[] {
  return (events ?? []).flatMap((event) => (event.kind === 'post' ? [event.post.seq] : []))
}

test('all events of one frame come together, in order', () => {
  const { batch, frames, delivered, nextFrame } = harness()
  for (const seq of [1, 2, 3]) batch.add(post(seq))
  expect(frames).toHaveLength(1)
  expect(delivered).toHaveLength(0)
  nextFrame()
  expect(delivered.map(seqs)).toEqual([[1, 2, 3]])
})

test('the next event asks for the next frame', () => {
  const { batch, frames, delivered, nextFrame } = harness()
  batch.add(post(1))
  nextFrame()
  batch.add(post(2))
  expect(frames).toHaveLength(1)
  nextFrame()
  expect(delivered.map(seqs)).toEqual([[1], [2]])
})

test('a tab without frames keeps the newest posts and everything that is no post', () => {
  const { batch, delivered, nextFrame } = harness(10)
  batch.add({ kind: 'reset' })
  for (let seq = 1; seq <= 105; seq++) batch.add(post(seq))
  nextFrame()
  expect(seqs(delivered[0]).at(-1)).toBe(105)
  expect(seqs(delivered[0]).length).toBeLessThanOrEqual(10)
  expect(delivered[0]?.[0]).toEqual({ kind: 'reset' })
})

test('what is cleared is not delivered', () => {
  const { batch, delivered, nextFrame } = harness()
  batch.add(post(1))
  batch.clear()
  nextFrame()
  expect(delivered).toHaveLength(0)
})
