import { expect, test } from 'vitest'
import { NO_KEYS, pressKey, SHORTCUTS, type ShortcutAction } from './shortcuts.ts'

function press(keys: string, gapMs = 100): (ShortcutAction | null)[] {
  let sequence = NO_KEYS
  return Array.from(keys, (key, index) => {
    const pressed = pressKey(sequence, key, index * gapMs)
    sequence = pressed.sequence
    return pressed.action
  })
}

test('one key is enough for some', () => {
  expect(press('n')).toEqual([{ kind: 'go', to: '/add_keyword' }])
  expect(press('?')).toEqual([{ kind: 'help' }])
})

test('g begins a sequence', () => {
  expect(press('gl')).toEqual([null, { kind: 'go', to: '/live' }])
})

test('a sequence that takes too long is forgotten', () => {
  expect(press('gl', 5_000)).toEqual([null, null])
})

test('a wrong key ends a sequence and may begin the next', () => {
  expect(press('gn')).toEqual([null, { kind: 'go', to: '/add_keyword' }])
  expect(press('ggk')).toEqual([null, null, { kind: 'go', to: '/' }])
  expect(press('gzl')).toEqual([null, null, null])
})

test('no shortcut hides another', () => {
  for (const { keys, action } of SHORTCUTS) expect(press(keys.join('')).at(-1)).toEqual(action)
})
