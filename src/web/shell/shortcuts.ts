/** The keyboard shortcuts: one table for what they do, what the help says and how keys are read. */
export type ShortcutAction =
  | { kind: 'go'; to: '/live' | '/' | '/statistics' | '/streams' | '/posts' | '/add_keyword' }
  | { kind: 'help' }

export interface Shortcut {
  keys: readonly string[]
  label: string
  action: ShortcutAction
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['?'], label: 'Show this list', action: { kind: 'help' } },
  { keys: ['n'], label: 'Add a keyword', action: { kind: 'go', to: '/add_keyword' } },
  { keys: ['/'], label: 'Search posts', action: { kind: 'go', to: '/posts' } },
  { keys: ['g', 'l'], label: 'Go to Live', action: { kind: 'go', to: '/live' } },
  { keys: ['g', 'k'], label: 'Go to Keywords', action: { kind: 'go', to: '/' } },
  { keys: ['g', 's'], label: 'Go to Statistics', action: { kind: 'go', to: '/statistics' } },
  { keys: ['g', 't'], label: 'Go to Streams', action: { kind: 'go', to: '/streams' } },
  { keys: ['g', 'p'], label: 'Go to Posts', action: { kind: 'go', to: '/posts' } },
]

/** Between the keys of one shortcut at most. */
const PATIENCE_MS = 1_200

export interface KeySequence {
  keys: readonly string[]
  atMs: number
}

export const NO_KEYS: KeySequence = { keys: [], atMs: 0 }

/** One more key: what it completes, if anything, and what is remembered for the next. */
export function pressKey(
  sequence: KeySequence,
  key: string,
  atMs: number,
): { action: ShortcutAction | null; sequence: KeySequence } {
  const earlier = atMs - sequence.atMs <= PATIENCE_MS ? sequence.keys : []
  // `g x n`: what leads nowhere is forgotten and the last key begins anew.
  for (const keys of [[...earlier, key], [key]]) {
    const candidates = SHORTCUTS.filter((shortcut) => startsWith(shortcut.keys, keys))
    const complete = candidates.find((shortcut) => shortcut.keys.length === keys.length)
    if (complete !== undefined) return { action: complete.action, sequence: NO_KEYS }
    if (candidates.length > 0) return { action: null, sequence: { keys, atMs } }
  }
  return { action: null, sequence: NO_KEYS }
}

function startsWith(keys: readonly string[], start: readonly string[]): boolean {
  return start.length <= keys.length && start.every((key, index) => keys[index] === key)
}
