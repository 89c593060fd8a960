/**
 * The words and phrases of a search, for highlighting; what is excluded (`-word`) is left out. What a search finds is
 * decided by domain/search-query.ts, whose pieces (pairs of characters in scripts without spaces) are not for the eye.
 */
export function listSearchTerms(q: string): string[] {
  const terms: string[] = []
  for (const { groups } of q.matchAll(/(?<minus>-?)(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))/gu)) {
    const term = (groups?.['phrase'] ?? groups?.['word'] ?? '').replace(/\*$/u, '').trim()
    if (groups?.['minus'] === '' && /[\p{L}\p{N}]/u.test(term)) terms.push(term)
  }
  return terms
}
