/** The words and phrases a search over stored text looks for, for highlighting; what is excluded (`-word`) is left out. */
export function listSearchTerms(q: string): string[] {
  const terms: string[] = []
  for (const { groups } of q.matchAll(/(?<minus>-?)(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))/gu)) {
    const term = (groups?.['phrase'] ?? groups?.['word'] ?? '').trim()
    if (groups?.['minus'] === '' && term !== '') terms.push(term)
  }
  return terms
}
