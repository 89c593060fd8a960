import { expect, test } from 'vitest'
import { describeConnection } from './connection-words.ts'

test('an open connection is good news', () => {
  expect(describeConnection({ state: 'open', sinceMs: 0 }, 5_000)).toEqual({
    tone: 'good',
    words: 'Live updates on',
    countdown: null,
  })
})

test('the first attempt is no failure', () => {
  expect(describeConnection({ state: 'connecting', attempt: 1 }, 0).tone).toBe('busy')
})

test('a lost connection says when it is tried again', () => {
  const words = describeConnection({ state: 'waiting', attempt: 1, retryAtMs: 4_000 }, 1_000)
  expect(words).toEqual({
    tone: 'warning',
    words: 'Connection lost. Reconnecting',
    countdown: 'in 3 s',
  })
})

test('after several failures it is called what it is', () => {
  const words = describeConnection({ state: 'waiting', attempt: 3, retryAtMs: 500 }, 1_000)
  expect(words).toMatchObject({ tone: 'bad', countdown: 'now' })
})
