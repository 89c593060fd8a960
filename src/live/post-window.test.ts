import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PostWindow } from './post-window.ts'
import { storedPost } from './stored-post.fixture.ts'

const LARGE = { maxPosts: 1_000, maxBytes: 10_000_000 }
const ALL = Number.MAX_SAFE_INTEGER

const seqsOf = (frames: readonly Buffer[]): number[] =>
  frames.map((frame) => Number(/^id: (\d+)$/m.exec(frame.toString())?.[1]))

test('a read gives the posts after a position, in order, and the position after them', () => {
  const window = new PostWindow(LARGE)
  window.restartAt(10)
  window.append([11, 12, 15, 20].map((seq) => storedPost(seq)))
  const { frames, seq } = window.read(12, null, ALL)
  expect([seqsOf(frames), seq]).toEqual([[15, 20], 20])
  expect(window.read(20, null, ALL)).toEqual({ frames: [], seq: 20 })
})

test('posts that are not wanted are passed over, and the position moves past them', () => {
  const window = new PostWindow(LARGE)
  window.append([
    storedPost(1, ['a']),
    storedPost(2, ['b']),
    storedPost(3, []),
    storedPost(4, ['b', 'a']),
  ])
  window.append([storedPost(5, ['b'])])
  const { frames, seq } = window.read(0, new Set(['a']), ALL)
  expect([seqsOf(frames), seq]).toEqual([[1, 4], 5])
})

test('a read stops once it has enough bytes', () => {
  const window = new PostWindow(LARGE)
  window.append(Array.from({ length: 100 }, (_, i) => storedPost(i + 1)))
  const size = window.read(0, null, 1).frames[0]?.length ?? 0
  const { frames, seq } = window.read(0, null, size * 3)
  expect(frames.length).toBeGreaterThanOrEqual(3)
  expect(frames.length).toBeLessThanOrEqual(4)
  expect(seq).toBe(frames.length)
})

test('a post becomes bytes once, however many read it', () => {
  const window = new PostWindow(LARGE)
  window.append([storedPost(1)])
  expect(window.read(0, null, ALL).frames[0]).toBe(window.read(0, null, ALL).frames[0])
})

test('memory is bounded by posts', () => {
  const window = new PostWindow({ maxPosts: 5, maxBytes: 10_000_000 })
  for (let seq = 1; seq <= 100; seq++) window.append([storedPost(seq)])
  expect([window.size, window.floorSeq, window.lastSeq]).toEqual([5, 95, 100])
})

test('memory is bounded by bytes, and one post larger than that is still kept', () => {
  const window = new PostWindow({ maxPosts: 1_000, maxBytes: 100_000 })
  for (let seq = 1; seq <= 50; seq++) window.append([storedPost(seq, [], 'x'.repeat(10_000))])
  expect(window.size).toBe(4)
  window.append([storedPost(51, [], 'x'.repeat(1_000_000))])
  expect([window.size, window.floorSeq]).toEqual([1, 50])
})

test('INV-8 whatever is appended and read, a reader inside the window misses nothing and gets nothing twice', () => {
  const steps = fc.array(
    fc.record({
      gaps: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 6 }),
      bytes: fc.nat(3_000),
    }),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(steps, (plan) => {
      const window = new PostWindow({ maxPosts: 8, maxBytes: 10_000_000 })
      const written: number[] = []
      const read: number[] = []
      let seq = 0
      let position = 0
      for (const { gaps, bytes } of plan) {
        const posts = gaps.map((gap) => storedPost((seq += gap)))
        written.push(...posts.map((post) => post.seq))
        window.append(posts)
        if (position < window.floorSeq) {
          // Behind: what SQL would give.
          read.push(...written.filter((one) => one > position && one <= window.floorSeq))
          position = window.floorSeq
        }
        const result = window.read(position, null, bytes)
        read.push(...seqsOf(result.frames))
        position = result.seq
      }
      read.push(...seqsOf(window.read(position, null, ALL).frames))
      expect(read).toEqual(written)
    }),
  )
})
