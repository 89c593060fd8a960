import { expect, test } from 'vitest'
import type { WakeTopic } from '../domain/wake-topic.ts'
import { ShutdownError } from '../lib/abort.ts'
import { createLogger } from '../lib/logger.ts'
import { createWake, type Wake } from '../lib/wake.ts'
import { StoreError } from '../store/store.ts'
import { Watcher } from './watcher.ts'

const NEVER_MS = 600_000

function open(look: (count: number, wake: Wake<WakeTopic>) => void, pollMs: number) {
  const wake = createWake<WakeTopic>()
  const controller = new AbortController()
  let count = 0
  let waiter = Promise.withResolvers<void>()
  const watcher = new Watcher({
    subject: 'posts',
    wake,
    topics: ['committed'],
    pollMs,
    minGapMs: 0,
    look: async () => {
      count++
      waiter.resolve()
      waiter = Promise.withResolvers()
      look(count, wake)
    },
    logger: createLogger({ level: 'silent', role: 'test' }),
  })
  const running = watcher.run(controller.signal)
  return {
    wake,
    watcher,
    looks: async (wanted: number) => {
      for (;;) {
        if (count >= wanted) return
        await waiter.promise
      }
    },
    count: () => count,
    async [Symbol.asyncDispose]() {
      controller.abort(new ShutdownError('the test is over'))
      await running
    },
  }
}

test('it looks at once, then on each hint and each nudge', async () => {
  await using watch = open(() => {}, NEVER_MS)
  await watch.looks(1)
  watch.wake.publish('committed')
  await watch.looks(2)
  watch.watcher.nudge()
  await watch.looks(3)
  watch.wake.publish('keywords')
  expect(watch.count()).toBe(3)
})

test('without any hint it looks again after the poll interval', async () => {
  await using watch = open(() => {}, 1)
  await watch.looks(5)
  expect(watch.count()).toBeGreaterThanOrEqual(5)
})

test('a hint that comes while it looks is not lost', async () => {
  await using watch = open((count, wake) => {
    if (count === 1) wake.publish('committed')
  }, NEVER_MS)
  await watch.looks(2)
  expect(watch.count()).toBe(2)
})

test.each([new StoreError('away'), new TypeError('a bug')])('%s does not end it', async (error) => {
  await using watch = open((count) => {
    if (count < 4) throw error
  }, 1)
  await watch.looks(6)
  expect(watch.count()).toBeGreaterThanOrEqual(6)
})

test('it stops with the signal, and takes its subscriptions with it', async () => {
  const watch = open(() => {}, NEVER_MS)
  await watch.looks(1)
  await watch[Symbol.asyncDispose]()
  watch.wake.publish('committed')
  expect(watch.count()).toBe(1)
})
