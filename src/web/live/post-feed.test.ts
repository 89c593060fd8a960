import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  EMPTY_FEED,
  MAX_FEED_ITEMS,
  reduceFeed,
  type FeedEvent,
  type PostFeed,
} from './post-feed.ts'
import { postWith } from './test-post.ts'

function posts(...numbers: number[]) {
  return numbers.map((seq) => postWith(seq))
}

function range(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, index) => from + index)
}

function run(...events: FeedEvent[]): PostFeed {
  return events.reduce(reduceFeed, EMPTY_FEED)
}

function seqs(feed: PostFeed): (number | 'break')[] {
  return feed.items.map((item) => (item.kind === 'break' ? 'break' : item.seq))
}

const seeded = (...numbers: number[]): FeedEvent => ({ type: 'seeded', posts: posts(...numbers) })
const arrived = (...numbers: number[]): FeedEvent => ({
  type: 'arrived',
  posts: posts(...numbers),
})

test('stored posts come first, new ones on top', () => {
  expect(seqs(run(seeded(2, 3, 1), arrived(4, 5)))).toEqual([5, 4, 3, 2, 1])
})

test('INV-8 a post that comes twice is listed once, also while held', () => {
  const feed = run(seeded(1, 2), arrived(2, 3), { type: 'held' }, arrived(3, 4), arrived(4, 5), {
    type: 'released',
  })
  expect(seqs(feed)).toEqual([5, 4, 3, 2, 1])
})

test('posts of the list that was shown before are not taken over', () => {
  expect(run(arrived(1, 2))).toEqual(EMPTY_FEED)
})

describe('held', () => {
  test('the list stands still and counts what waits', () => {
    const before = run(seeded(1, 2), { type: 'held' })
    const after = reduceFeed(reduceFeed(before, arrived(3)), arrived(4, 5))
    expect(after.items).toBe(before.items)
    expect(after.heldCount).toBe(3)
  })

  test('what waits is shown at once on release', () => {
    const feed = run(seeded(1), { type: 'held' }, arrived(2, 3), { type: 'released' })
    expect(seqs(feed)).toEqual([3, 2, 1])
    expect(feed).toMatchObject({ heldCount: 0, isHeld: false, held: [] })
  })

  test('what waits can be shown while the list stays held', () => {
    const feed = run(seeded(1), { type: 'held' }, arrived(2), { type: 'shown' }, arrived(3))
    expect(seqs(feed)).toEqual([2, 1])
    expect(feed).toMatchObject({ heldCount: 1, isHeld: true })
  })

  test('the first stored posts are shown even then', () => {
    expect(seqs(run({ type: 'held' }, seeded(1, 2)))).toEqual([2, 1])
  })
})

describe('memory', () => {
  test('only the newest are kept', () => {
    const feed = run(seeded(...range(1, 51)), arrived(...range(51, 51 + MAX_FEED_ITEMS)))
    expect(feed.items).toHaveLength(MAX_FEED_ITEMS)
    expect(feed.items[0]?.seq).toBe(50 + MAX_FEED_ITEMS)
  })

  test('what waits is bounded, too, and still counted', () => {
    const many = range(2, 2 + MAX_FEED_ITEMS + 500)
    const feed = run(seeded(1), { type: 'held' }, arrived(...many))
    expect(feed.held).toHaveLength(MAX_FEED_ITEMS)
    expect(feed.heldCount).toBe(MAX_FEED_ITEMS + 500)
  })
})

describe('after a reset', () => {
  test('stored posts that join on to known ones leave no break', () => {
    expect(seqs(run(seeded(1, 2, 3), seeded(3, 4, 5)))).toEqual([5, 4, 3, 2, 1])
  })

  test('a break stands where posts may be missing', () => {
    const feed = run(seeded(1, 2), seeded(90, 91), arrived(92))
    expect(seqs(feed)).toEqual([92, 91, 90, 'break', 2, 1])
    const item = feed.items[3]
    expect(item).toMatchObject({
      kind: 'break',
      fromMs: Date.parse(postWith(2).createdAt),
      toMs: Date.parse(postWith(90).createdAt),
    })
  })

  test('a post that came by the connection meanwhile joins the two', () => {
    expect(seqs(run(seeded(1, 2), arrived(91), seeded(90, 91)))).toEqual([91, 90, 2, 1])
  })

  test('an empty answer changes nothing', () => {
    expect(seqs(run(seeded(1, 2), seeded()))).toEqual([2, 1])
  })
})

test('whatever happens, the list is in order, without repeats and bounded', () => {
  const event = fc.oneof(
    fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }).map((ns) => arrived(...ns)),
    fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }).map((ns) => seeded(...ns)),
    fc.constantFrom<FeedEvent>({ type: 'held' }, { type: 'released' }, { type: 'shown' }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const feed = run(...events)
      for (const list of [feed.items, feed.held]) {
        const order = list.map((item) => item.seq)
        expect(order).toEqual(order.toSorted((a, b) => b - a))
        expect(new Set(list.map((item) => item.key)).size).toBe(list.length)
      }
      const everywhere = [...feed.items, ...feed.held].map((item) => item.key)
      expect(new Set(everywhere).size).toBe(everywhere.length)
    }),
  )
})
