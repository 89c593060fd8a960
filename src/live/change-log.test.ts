import { expect, test } from 'vitest'
import { ChangeLog } from './change-log.ts'

const frame = (text: string) => (): Buffer => Buffer.from(text)
const textsAfter = (log: ChangeLog, version: number): string[] => log.readAfter(version).map(String)

test('a reader gets what changed since it last read, in the order of the changes', () => {
  const log = new ChangeLog(10)
  log.publish('a', frame('a1'))
  log.publish('b', frame('b1'))
  expect(textsAfter(log, 0)).toEqual(['a1', 'b1'])
  const { version } = log
  expect(textsAfter(log, version)).toEqual([])
  log.publish('a', frame('a2'))
  expect(textsAfter(log, version)).toEqual(['a2'])
  expect(textsAfter(log, 0)).toEqual(['b1', 'a2'])
})

test('several changes of one key between two reads come as the last one', () => {
  const log = new ChangeLog(10)
  for (let i = 1; i <= 100; i++) log.publish('a', frame(`a${i}`))
  expect(textsAfter(log, 0)).toEqual(['a100'])
})

test('the oldest change gives way when there are more keys than are kept', () => {
  const log = new ChangeLog(2)
  for (const key of ['a', 'b', 'a', 'c']) log.publish(key, frame(key))
  expect(textsAfter(log, 0)).toEqual(['a', 'c'])
})

test('a key that was removed is not told any more', () => {
  const log = new ChangeLog(2)
  log.publish('a', frame('a'))
  log.remove('a')
  expect(textsAfter(log, 0)).toEqual([])
})

test('what was refreshed is no change, but a later reader gets it', () => {
  const log = new ChangeLog(2)
  log.publish('a', frame('a1'))
  const { version } = log
  log.refresh('a', frame('a1, newer'))
  log.refresh('unknown', frame('unknown'))
  expect(textsAfter(log, version)).toEqual([])
  expect(textsAfter(log, 0)).toEqual(['a1, newer'])
})
