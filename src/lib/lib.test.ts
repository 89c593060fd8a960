import { describe, expect, test } from 'vitest'
import { isCausedBy, rejectOnAbort, ShutdownError } from './abort.ts'
import { RateMeter } from './rate-meter.ts'
import { SignalLatch } from './signal-latch.ts'
import { sleep } from './sleep.ts'
import { createWake } from './wake.ts'

describe('stopping', () => {
  test('a sleep ends with the reason it was aborted for', async () => {
    const controller = new AbortController()
    const reason = new ShutdownError('enough')
    const sleeping = sleep(60_000, controller.signal)
    controller.abort(reason)
    await expect(sleeping).rejects.toBe(reason)
  })

  test('only the echo of the own stop is caused by it', () => {
    const controller = new AbortController()
    const reason = new ShutdownError('enough')
    expect(isCausedBy(reason, controller.signal)).toBe(false)
    controller.abort(reason)
    expect(isCausedBy(reason, controller.signal)).toBe(true)
    expect(isCausedBy(new Error('wrapped', { cause: reason }), controller.signal)).toBe(true)
    expect(isCausedBy(new Error('something else'), controller.signal)).toBe(false)
  })

  test('rejectOnAbort leaves no unhandled rejection behind when nobody waits', async () => {
    const controller = new AbortController()
    const { dispose } = rejectOnAbort(controller.signal)
    controller.abort(new Error('late'))
    dispose()
    await Promise.resolve()
  })
})

describe('the latch', () => {
  const never = new AbortController().signal

  test('a set before the wait is not lost, and is used up by it', async () => {
    const latch = new SignalLatch()
    latch.set()
    await latch.wait(60_000, never)
    let isDone = false
    const second = latch.wait(60_000, never).then(() => (isDone = true))
    await Promise.resolve()
    expect(isDone).toBe(false)
    latch.set()
    await second
  })

  test('clear forgets what was set', async () => {
    const latch = new SignalLatch()
    latch.set()
    latch.clear()
    const controller = new AbortController()
    const waiting = latch.wait(60_000, controller.signal)
    controller.abort(new Error('nobody set it'))
    await expect(waiting).rejects.toThrow('nobody set it')
  })
})

describe('wake-ups', () => {
  test('what is published here goes out, what is delivered from elsewhere does not', () => {
    const sent: string[] = []
    const wake = createWake<'a' | 'b'>((topic) => sent.push(topic))
    const heard: string[] = []
    const unsubscribe = wake.subscribe('a', () => heard.push('a'))
    wake.publish('a')
    wake.deliver('a')
    wake.publish('b')
    unsubscribe()
    wake.deliver('a')
    expect(sent).toEqual(['a', 'b'])
    expect(heard).toEqual(['a', 'a'])
  })
})

describe('the rate meter', () => {
  test('is the mean of the last ten whole seconds', () => {
    let nowMs = 1_000_000
    const meter = new RateMeter({ nowMs: () => nowMs })
    for (let second = 0; second < 12; second++) {
      meter.mark(20)
      nowMs += 1_000
    }
    expect(meter.perSecond()).toBe(20)
    nowMs += 5_000
    expect(meter.perSecond()).toBe(10)
    nowMs += 60_000
    expect(meter.perSecond()).toBe(0)
  })

  test('a clock set back keeps what was counted', () => {
    let nowMs = 1_000_000
    const meter = new RateMeter({ nowMs: () => nowMs })
    meter.mark(10)
    nowMs += 1_000
    expect(meter.perSecond()).toBe(10)
    nowMs -= 30_000
    meter.mark(5)
    expect(meter.perSecond()).toBe(10)
  })
})
