import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { NO_KEYS, pressKey } from './shortcuts.ts'

/** Listens on the whole page; not while somebody types, nor behind an open dialog. */
export function useShortcuts(openHelp: () => void): void {
  const navigate = useNavigate()
  useEffect(() => {
    let sequence = NO_KEYS
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      if (isTyping(event.target) || document.querySelector('[role="dialog"]') !== null) return
      const pressed = pressKey(sequence, event.key, event.timeStamp)
      sequence = pressed.sequence
      if (pressed.action === null) return
      event.preventDefault()
      if (pressed.action.kind === 'help') openHelp()
      else void navigate({ to: pressed.action.to })
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [navigate, openHelp])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/u.test(target.tagName))
  )
}
