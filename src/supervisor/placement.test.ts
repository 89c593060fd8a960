import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asProcessId, asStreamId } from '../domain/ids.ts'
import { placeStreams } from './placement.ts'

const collectors = ['a', 'b', 'c'].map(asProcessId)
const stream = (id: string, owner: string | null) => ({
  id: asStreamId(id),
  owner: owner === null ? null : asProcessId(owner),
})

describe('placement', () => {
  test('a stream stays with its living holder', () => {
    const placed = placeStreams([stream('s1', 'b'), stream('s2', null)], collectors)
    expect(placed.get(asStreamId('s1'))).toBe('b')
    expect(placed.get(asStreamId('s2'))).toBe('a')
  })

  test('a stream of a dead holder goes to the one that has least', () => {
    const placed = placeStreams(
      [stream('s1', 'a'), stream('s2', 'b'), stream('s3', 'gone')],
      collectors,
    )
    expect(placed.get(asStreamId('s3'))).toBe('c')
  })

  test('no collector, no placement', () => {
    expect(placeStreams([stream('s1', null)], []).size).toBe(0)
  })

  test('every stream is placed once, evenly, and the answer is stable', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(200), { maxLength: 30 }),
        fc.array(fc.constantFrom('a', 'b', 'c', 'gone', null), { minLength: 30, maxLength: 30 }),
        (ids, owners) => {
          const streams = ids.map((id, index) => stream(`s${id}`, owners[index]!))
          const placed = placeStreams(streams, collectors)
          expect([...placed.keys()].toSorted()).toEqual(streams.map(({ id }) => id).toSorted())
          const loads = collectors.map(
            (id) => [...placed.values()].filter((holder) => holder === id).length,
          )
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThan(2)
          const again = placeStreams(
            streams.map(({ id }) => ({ id, owner: placed.get(id)! })),
            collectors,
          )
          expect(again).toEqual(placed)
        },
      ),
    )
  })
})
