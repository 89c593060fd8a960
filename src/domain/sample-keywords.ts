/** The keywords a fresh sandbox starts with; recognised again by query and label, so that an edited one is the user's own. */
export const SAMPLE_KEYWORDS: readonly { readonly query: string; readonly label: string }[] = [
  { query: 'coffee OR espresso', label: 'Sample: coffee' },
  { query: '"space station" OR rocket OR #space', label: 'Sample: space' },
  { query: '(football OR soccer) -is:retweet', label: 'Sample: football without reposts' },
]

export function isSampleKeyword(keyword: {
  readonly query: string
  readonly label: string | null
}): boolean {
  return SAMPLE_KEYWORDS.some(
    ({ query, label }) => query === keyword.query && label === keyword.label,
  )
}
