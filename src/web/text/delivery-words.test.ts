import { describe, expect, test } from 'vitest'
import type { WireDelivery, WireKeyword, WireStream } from '../../domain/wire.ts'
import { describeDeliveries, keywordName } from './delivery-words.ts'

const STREAM = { id: 's1', name: 'Main', state: 'live' } as WireStream

function keyword(fields: Partial<WireKeyword>): WireKeyword {
  return {
    id: 'k1',
    query: 'coffee',
    label: null,
    active: true,
    networks: null,
    version: 1,
    createdAt: '2026-11-23T12:00:00.000Z',
    updatedAt: '2026-11-23T12:00:00.000Z',
    postCount: 0,
    lastPostAt: null,
    delivery: [],
    ...fields,
  }
}

function delivery(fields: Partial<WireDelivery>): WireDelivery {
  return { streamId: 's1', status: 'live', since: null, problem: null, ...fields }
}

test('a paused keyword is paused, whatever its streams say', () => {
  const lines = describeDeliveries(keyword({ active: false, delivery: [delivery({})] }), [STREAM])
  expect(lines.map((line) => line.word)).toEqual(['Paused'])
})

test('without any stream somebody has to do something', () => {
  expect(describeDeliveries(keyword({}), [])[0]).toMatchObject({ tone: 'bad', word: 'Waiting' })
  expect(describeDeliveries(keyword({}), [STREAM])[0]).toMatchObject({ tone: 'busy' })
})

test('a rule in place on a broken connection delivers nothing and does not read as live', () => {
  const lines = describeDeliveries(keyword({ delivery: [delivery({})] }), [
    { ...STREAM, state: 'backing-off' },
  ])
  expect(lines[0]).toMatchObject({ tone: 'warning', word: 'Interrupted' })
})

describe('each status has its word and reason', () => {
  test.each([
    ['live', null, 'Live', 'Main'],
    ['pending', null, 'Pending', 'being set up on Main'],
    ['rejected', 'No such operator', 'Rejected', 'No such operator'],
    ['rejected', null, 'Rejected', 'Main refuses the query'],
    ['waiting', null, 'Waiting', 'no room left on Main'],
    ['stopped', null, 'Stopped', 'Main is stopped'],
  ] as const)('%s (%s)', (status, problem, word, detail) => {
    const lines = describeDeliveries(keyword({ delivery: [delivery({ status, problem })] }), [
      STREAM,
    ])
    expect(lines[0]).toMatchObject({ word, detail })
  })
})

test('a stream that is not known is named by its id', () => {
  const lines = describeDeliveries(keyword({ delivery: [delivery({ streamId: 'gone' })] }), [])
  expect(lines[0]).toMatchObject({ word: 'Live', detail: 'gone' })
})

test('a keyword is called by its label, and by its query without one', () => {
  expect(keywordName({ label: 'Coffee', query: 'coffee' })).toBe('Coffee')
  expect(keywordName({ label: '', query: 'coffee' })).toBe('coffee')
  expect(keywordName({ label: null, query: 'coffee' })).toBe('coffee')
})
