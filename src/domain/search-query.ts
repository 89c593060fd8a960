/**
 * What `q` means: words, "phrases", prefix*, each possibly with a minus before it. All must be there, none of those with a minus.
 * Pure; databases translate SearchQuery into their own index's language, and `matchesSearch` says the same of a single text.
 */
import { pairTokens, textRuns } from './search-text.ts'

export interface SearchTerm {
  /** Must follow each other. Never empty. */
  readonly tokens: readonly string[]
  /** The last token may go on. */
  readonly isPrefix: boolean
  readonly isNegated: boolean
}

/** Without terms nothing is found: there was nothing in the query to look for. */
export interface SearchQuery {
  readonly terms: readonly SearchTerm[]
}

const PART = /(?<minus>-?)(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))/g

/** Never fails: what cannot be looked for (punctuation) is left out, a quote that is not closed ends with the query. */
export function parseSearchQuery(q: string): SearchQuery {
  const terms: SearchTerm[] = []
  for (const { groups } of q.matchAll(PART)) {
    const text = groups?.['phrase'] ?? groups?.['word'] ?? ''
    const isPrefix = groups?.['word']?.endsWith('*') ?? false
    const term = readTerm(text, isPrefix, groups?.['minus'] === '-')
    if (term) terms.push(term)
  }
  return { terms }
}

/** Whether a text with these tokens (`searchTokens`) is found. */
export function matchesSearch(query: SearchQuery, tokens: readonly string[]): boolean {
  return (
    query.terms.length > 0 && query.terms.every((term) => hasTerm(tokens, term) !== term.isNegated)
  )
}

function readTerm(text: string, wantsPrefix: boolean, isNegated: boolean): SearchTerm | null {
  const runs = textRuns(text)
  const last = runs.at(-1)
  if (!last) return null
  const tokens = runs.flatMap((run) =>
    // In a stored text the last character of a run stands alone after its pairs; where the phrase goes on it must be passed.
    run.isUnspaced ? pairTokens(run.text, run !== last) : [run.text],
  )
  // A single character of an unspaced script begins a pair, or ends a run.
  const isOneCharacter = last.isUnspaced && Array.from(last.text).length === 1
  return { tokens, isPrefix: wantsPrefix || isOneCharacter, isNegated }
}

function hasTerm(tokens: readonly string[], { tokens: wanted, isPrefix }: SearchTerm): boolean {
  const lastIndex = wanted.length - 1
  for (let start = 0; start + lastIndex < tokens.length; start++) {
    const isHere = wanted.every((token, i) => {
      const found = tokens[start + i]!
      return i === lastIndex && isPrefix ? found.startsWith(token) : found === token
    })
    if (isHere) return true
  }
  return false
}
