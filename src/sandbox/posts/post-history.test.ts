import { describe, expect, test } from 'vitest'
import { snowflakeAt } from '../snowflake.ts'
import { PostHistory } from './post-history.ts'
import type { ComposedPost, SentPost } from './produced-post.ts'

const composed = { matchingRules: [] } as unknown as ComposedPost
const post = (createdAtMs: number): SentPost => ({
  stamp: { id: snowflakeAt(createdAtMs), createdAtMs },
  composed,
})
const START_MS = Date.UTC(2026, 0, 1)

describe('the history of posts', () => {
  test('gives an interval newest first, from inclusive, to exclusive', () => {
    const history = new PostHistory()
    for (let i = 0; i < 10; i++) history.add(post(START_MS + i), false)
    const times = [...history.newestFirst(START_MS + 3, START_MS + 6)].map(
      ({ stamp }) => stamp.createdAtMs - START_MS,
    )
    expect(times).toEqual([5, 4, 3])
    expect(history.recent(0)?.stamp.createdAtMs).toBe(START_MS + 9)
    expect(history.recent(9)?.stamp.createdAtMs).toBe(START_MS)
    expect(history.recent(10)).toBeNull()
  })

  test('is bounded: repeated words are remembered longer than own ones, and the total goes on', () => {
    const fill = (isReused: boolean): PostHistory => {
      const history = new PostHistory()
      for (let i = 0; i < 150_000; i++) history.add(post(START_MS + i), isReused)
      return history
    }
    const own = fill(false)
    expect(own.size).toBe(12_500)
    expect(own.total).toBe(150_000)
    expect(own.recent(12_500)).toBeNull()
    expect([...own.newestFirst(0, Number.POSITIVE_INFINITY)]).toHaveLength(12_500)
    expect(fill(true).size).toBe(100_000)
  })
})
