import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWatchdog } from './watchdog.ts'

describe('the watchdog', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'],
    })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  function watch(timeoutMs = 30_000) {
    const onSilence = vi.fn()
    return { onSilence, watchdog: createWatchdog({ timeoutMs, onSilence }) }
  }

  it('barks once when nothing came for the whole time', () => {
    const { onSilence } = watch()
    vi.advanceTimersByTime(29_999)
    expect(onSilence).not.toHaveBeenCalled()
    vi.advanceTimersByTime(2)
    expect(onSilence).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(300_000)
    expect(onSilence).toHaveBeenCalledTimes(1)
  })

  it('counts from the last byte, not from the first', () => {
    const { onSilence, watchdog } = watch()
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(20_000)
      watchdog.feed()
    }
    expect(onSilence).not.toHaveBeenCalled()
    vi.advanceTimersByTime(30_001)
    expect(onSilence).toHaveBeenCalledTimes(1)
  })

  it('does not take a slow consumer for a silent network', () => {
    const { onSilence, watchdog } = watch()
    watchdog.pause()
    vi.advanceTimersByTime(600_000)
    expect(onSilence).not.toHaveBeenCalled()
    watchdog.feed()
    vi.advanceTimersByTime(29_000)
    expect(onSilence).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_001)
    expect(onSilence).toHaveBeenCalledTimes(1)
  })

  it('lets bytes that wait in the socket be read before its verdict', () => {
    // The process was busy: the time-out is due first, the bytes that came in time are read right after.
    let read = (): void => {}
    setTimeout(() => setImmediate(() => read()), 30_000)
    const { onSilence, watchdog } = watch()
    read = () => watchdog.feed()
    vi.advanceTimersByTime(30_000)
    expect(onSilence).not.toHaveBeenCalled()
    vi.advanceTimersByTime(29_990)
    expect(onSilence).not.toHaveBeenCalled()
    vi.advanceTimersByTime(20)
    expect(onSilence).toHaveBeenCalledTimes(1)
  })

  it('takes a new time-out from now on', () => {
    const { onSilence, watchdog } = watch(10_000)
    vi.advanceTimersByTime(9_000)
    watchdog.setTimeoutMs(30_000)
    vi.advanceTimersByTime(29_999)
    expect(onSilence).not.toHaveBeenCalled()
    vi.advanceTimersByTime(2)
    expect(onSilence).toHaveBeenCalledTimes(1)
  })

  it('is quiet, and leaves no timer, once it is disposed of', () => {
    const { onSilence, watchdog } = watch()
    watchdog[Symbol.dispose]()
    watchdog.feed()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(60_000)
    expect(onSilence).not.toHaveBeenCalled()
  })
})
