import { useSyncExternalStore } from 'react'
import { serverNowMs } from '../api/server-clock.ts'

interface Ticker {
  subscribe: (listener: () => void) => () => void
  read: () => number
}

const tickers = new Map<number, Ticker>()

/** Now by the server's clock, renewed every `periodMs`. All users of one period share a timer and tick together. */
export function useNow(periodMs: number): number {
  const ticker = tickers.get(periodMs) ?? createTicker(periodMs)
  tickers.set(periodMs, ticker)
  return useSyncExternalStore(ticker.subscribe, ticker.read)
}

function createTicker(periodMs: number): Ticker {
  const listeners = new Set<() => void>()
  let nowMs = serverNowMs()
  let timer: ReturnType<typeof setInterval> | null = null
  const tick = (): void => {
    nowMs = serverNowMs()
    for (const listener of listeners) listener()
  }
  return {
    subscribe: (listener) => {
      if (timer === null) {
        nowMs = serverNowMs()
        timer = setInterval(tick, periodMs)
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || timer === null) return
        clearInterval(timer)
        timer = null
      }
    },
    read: () => nowMs,
  }
}
