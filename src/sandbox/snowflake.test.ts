import { describe, expect, test } from 'vitest'
import { createSnowflakes, pastSnowflake, snowflakeAt, snowflakeTimeMs } from './snowflake.ts'

const NOW_MS = Date.UTC(2026, 10, 23, 12)

describe('snowflakes', () => {
  test('an id carries its time as X documents it: (ms - 1288834974657) << 22', () => {
    expect(snowflakeAt(1_288_834_974_657 + 1)).toBe(String(2 ** 22))
    const { id, createdAtMs } = createSnowflakes().next(NOW_MS)
    expect(createdAtMs).toBe(NOW_MS)
    expect(snowflakeTimeMs(id)).toBe(NOW_MS)
    expect(id).toHaveLength(19)
  })

  test('ids rise strictly, within one millisecond and when the clock goes back', () => {
    const ids = createSnowflakes()
    const times = [NOW_MS, NOW_MS, NOW_MS + 5, NOW_MS - 60_000, NOW_MS + 5.7, NOW_MS + 6]
    const stamps = times.map((atMs) => ids.next(atMs))
    for (const [index, stamp] of stamps.entries()) {
      expect(snowflakeTimeMs(stamp.id)).toBe(stamp.createdAtMs)
      if (index > 0) expect(BigInt(stamp.id)).toBeGreaterThan(BigInt(stamps[index - 1]!.id))
    }
  })

  test('more ids than a millisecond holds run over into the next one', () => {
    const ids = createSnowflakes()
    let last = ids.next(NOW_MS)
    for (let i = 0; i < 2 ** 21; i++) last = ids.next(NOW_MS)
    expect(last.createdAtMs).toBe(NOW_MS + 1)
    expect(snowflakeTimeMs(last.id)).toBe(NOW_MS + 1)
  })

  test('ids of the past never meet ids that are given out', () => {
    const given = createSnowflakes().next(NOW_MS).id
    expect(pastSnowflake(NOW_MS, 0)).not.toBe(given)
    expect(snowflakeTimeMs(pastSnowflake(NOW_MS, 2 ** 21 - 1))).toBe(NOW_MS)
  })
})
