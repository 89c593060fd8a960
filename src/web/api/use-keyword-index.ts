import { useQuery } from '@tanstack/react-query'
import type { WireKeyword } from '../../domain/wire.ts'
import { keywordName } from '../text/delivery-words.ts'
import { listQueryTerms } from '../text/query-terms.ts'
import { listKeywords } from './use-keywords.ts'
import { queryKeys } from './query-keys.ts'

/** What a post's card has to know of keywords, by id. */
export type KeywordIndex = Readonly<Record<string, { name: string; terms: readonly string[] }>>

const EMPTY: KeywordIndex = {}

/** Stays the same object while only counts change, so that a list of posts is not drawn again every second. */
export function useKeywordIndex(): KeywordIndex {
  const { data } = useQuery({
    queryKey: queryKeys.keywords,
    queryFn: ({ signal }) => listKeywords(signal),
    select: indexKeywords,
  })
  return data ?? EMPTY
}

function indexKeywords(keywords: readonly WireKeyword[]): KeywordIndex {
  return Object.fromEntries(
    keywords.map((keyword) => [
      keyword.id,
      { name: keywordName(keyword), terms: listQueryTerms(keyword.query) },
    ]),
  )
}
