import { useCallback, useEffect, useState } from 'react'

/** Why the list does not move. A set and not a flag, so that one reason's end does not undo another. */
export type HoldReason = 'button' | 'scroll' | 'pointer' | 'focus'

/** Further down than this the reader is no longer at the top. */
const TOP_PX = 24

export interface Hold {
  reasons: ReadonlySet<HoldReason>
  setReason: (reason: HoldReason, isOn: boolean) => void
}

/** Holds while the page is scrolled down; the other reasons are the caller's to set. */
export function useHold(): Hold {
  const [reasons, setReasons] = useState<ReadonlySet<HoldReason>>(() => new Set())
  const setReason = useCallback((reason: HoldReason, isOn: boolean): void => {
    setReasons((current) => {
      if (current.has(reason) === isOn) return current
      const next = new Set(current)
      if (isOn) next.add(reason)
      else next.delete(reason)
      return next
    })
  }, [])

  useEffect(() => {
    const onScroll = (): void => setReason('scroll', window.scrollY > TOP_PX)
    onScroll()
    window.addEventListener('scroll', onScroll, { passive: true })
    return () => window.removeEventListener('scroll', onScroll)
  }, [setReason])

  return { reasons, setReason }
}
