import { expect, test } from 'vitest'
import type { CoverageInterval } from '../domain/coverage.ts'
import { asStreamId } from '../domain/ids.ts'
import { ChangeLog } from './change-log.ts'
import { createGapChanges } from './gap-changes.ts'

const HORIZON = 1_000
const interval = (
  state: CoverageInterval['state'],
  fromMs: number,
  toMs: number,
): CoverageInterval => ({
  streamId: asStreamId('x'),
  fromMs,
  toMs,
  state,
  reason: null,
  healedBy: null,
  recovered: 0,
  healing: null,
})

function watch() {
  const log = new ChangeLog(100)
  const apply = createGapChanges(log)
  return (...intervals: CoverageInterval[]): string[] => {
    const { version } = log
    const isChanged = apply(intervals, HORIZON)
    const told = log.readAfter(version).map((frame) => {
      const data = JSON.parse(/^data: (.*)$/m.exec(frame.toString())?.[1] ?? '')
      return `${data.state} ${Date.parse(data.from)}-${Date.parse(data.to)}`
    })
    expect(isChanged).toBe(told.length > 0)
    return told
  }
}

test('gaps that were there at the first look are not told', () => {
  const look = watch()
  expect(look(interval('live', 1_000, 2_000), interval('gap', 2_000, 3_000))).toEqual([])
})

test('a gap is told once when it opens, however it grows, and once when it is healed', () => {
  const look = watch()
  const live = interval('live', 1_000, 2_000)
  expect(look(live)).toEqual([])
  expect(look(live, interval('gap', 2_000, 2_100))).toEqual(['gap 2000-2100'])
  expect(look(live, interval('gap', 2_000, 2_900))).toEqual([])
  const after = interval('live', 2_900, 3_500)
  expect(look(live, interval('gap', 2_000, 2_900), after)).toEqual([])
  expect(look(live, interval('healed', 2_000, 2_900), after)).toEqual(['healed 2000-2900'])
  expect(look(live, interval('healed', 2_000, 2_900), after)).toEqual([])
})

test('a gap that opened and ended between two looks is told all the same', () => {
  const look = watch()
  look(interval('live', 1_000, 2_000))
  const told = look(
    interval('live', 1_000, 2_000),
    interval('gap', 2_000, 2_001),
    interval('live', 2_001, 3_000),
  )
  expect(told).toEqual(['gap 2000-2001'])
})

test('a gap that is healed in part is told as its parts', () => {
  const look = watch()
  look(interval('gap', 2_000, 3_000))
  expect(look(interval('healed', 2_000, 2_400), interval('gap', 2_400, 3_000))).toEqual([
    'healed 2000-2400',
    'gap 2400-3000',
  ])
})

test('what the horizon cuts off is not taken for a new gap', () => {
  const look = watch()
  look(interval('live', 1_500, 2_000))
  expect(look(interval('gap', HORIZON, 1_500), interval('live', 1_500, 2_000))).toEqual([])
})
