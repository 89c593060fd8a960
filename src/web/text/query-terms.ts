/**
 * The words of a query that a matching post shows: what is highlighted. Operators (`lang:`, `from:`, `has:` …) and
 * everything negated, groups included, are left out. Reads any text without complaint; whether the query is
 * valid is the server's to say.
 */
const OPERATOR = /^-?[a-z_]+:/iu
const PROXIMITY = /^~\d+/u

/** In order of appearance, without repeats; `#`, `@` and `$` are kept, quotes are not. */
export function listQueryTerms(query: string): string[] {
  const terms = new Set<string>()
  const negatedGroups: boolean[] = []
  let isNegated = false
  let position = 0
  while (position < query.length) {
    const rest = query.slice(position)
    const character = rest[0]!
    const isInNegatedGroup = negatedGroups.at(-1) ?? false
    if (/\s/u.test(character)) {
      position++
    } else if (character === '(') {
      negatedGroups.push(isInNegatedGroup || isNegated)
      isNegated = false
      position++
    } else if (character === ')') {
      negatedGroups.pop()
      position++
    } else if (character === '-' && rest.length > 1 && !/\s/u.test(rest[1]!)) {
      isNegated = true
      position++
    } else {
      const token = readToken(rest)
      if (!isNegated && !isInNegatedGroup) for (const term of token.terms) terms.add(term)
      isNegated = false
      position += token.length
    }
  }
  return [...terms]
}

interface Token {
  terms: string[]
  length: number
}

function readToken(rest: string): Token {
  if (rest[0] === '"') return readQuoted(rest)
  const word = /^[^\s()"]+/u.exec(rest)?.[0] ?? rest[0]!
  if (OPERATOR.test(word)) {
    const quoted =
      word.endsWith(':') && rest[word.length] === '"' ? readQuoted(rest.slice(word.length)) : null
    return { terms: [], length: word.length + (quoted?.length ?? 0) }
  }
  return { terms: word === 'OR' ? [] : [word], length: word.length }
}

function readQuoted(rest: string): Token {
  const match = /^"((?:[^"\\]|\\.)*)"?/u.exec(rest)
  const phrase = (match?.[1] ?? '').replaceAll(/\\(.)/gu, '$1').trim()
  const length = match?.[0].length ?? 1
  const proximity = PROXIMITY.exec(rest.slice(length))?.[0]
  if (proximity !== undefined) {
    // The words of a proximity stand anywhere near each other: each is a term of its own.
    return { terms: phrase.split(/\s+/u).filter(Boolean), length: length + proximity.length }
  }
  return { terms: phrase === '' ? [] : [phrase], length }
}
