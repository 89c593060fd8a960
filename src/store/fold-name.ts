/**
 * A handle or id as it is looked for: ASCII letters in any case. Handles on X and Bluesky are ASCII; SQLite's lower() folds nothing else,
 * and what is stored and what is asked must be folded alike.
 */
export function foldName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
