import { describe, expect, test } from 'vitest'
import { DeliveryLog } from './delivery-log.ts'

describe('the delivery log', () => {
  test('gives what came after a known place, piece by piece', () => {
    const log = new DeliveryLog()
    log.add(['a', 'b', 'c'], 0)
    log.add(['d'], 0)
    expect(log.slice(0, 2)).toEqual({ firstIndex: 0, ids: ['a', 'b'] })
    expect(log.slice(2, 10)).toEqual({ firstIndex: 2, ids: ['c', 'd'] })
    expect(log.slice(4, 10)).toEqual({ firstIndex: 4, ids: [] })
    expect(log.total).toBe(4)
  })

  test('forgets the oldest beyond its bound and says from where on it knows', () => {
    const log = new DeliveryLog()
    const batch = Array.from({ length: 1000 }, (_, index) => String(index))
    for (let i = 0; i < 201; i++) log.add(batch, 0)
    expect(log.total).toBe(201_000)
    const { firstIndex, ids } = log.slice(0, 5)
    expect(firstIndex).toBe(101_000)
    expect(ids).toEqual(['0', '1', '2', '3', '4'])
  })

  test('counts reads by day', () => {
    const log = new DeliveryLog()
    log.add(['a', 'b'], Date.UTC(2026, 0, 1, 23, 59))
    log.countReads(3, Date.UTC(2026, 0, 2))
    expect([
      log.readsOn('2026-01-01'),
      log.readsOn('2026-01-02'),
      log.readsOn('2026-01-03'),
    ]).toEqual([2, 3, 0])
  })
})
