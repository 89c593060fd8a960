/** Which keywords a post of an unfiltered stream is about: the compiled matcher, kept in line with the active keywords. */
import type { KeywordId } from '../domain/ids.ts'
import { MAX_QUERY_LENGTH, type ActiveKeyword } from '../domain/keyword.ts'
import type { Post } from '../domain/post.ts'
import { checkRule } from './check-rule.ts'
import { compileRules } from './compile-rules.ts'
import { documentOfPost } from './document-of-post.ts'

export interface KeywordMatcher {
  /** Keywords whose query is true for the post; one that the post does not decide is not among them. */
  readonly match: (post: Post) => readonly KeywordId[]
  /** Replaces the keywords that are looked for. */
  readonly onKeywords: (keywords: readonly ActiveKeyword[]) => void
}

export function createKeywordMatcher(): KeywordMatcher {
  const compiled = compileRules([])
  let known = new Map<KeywordId, string>()
  return {
    match: (post) => compiled.match(documentOfPost(post)) as KeywordId[],
    onKeywords(keywords) {
      const wanted = new Map(keywords.map(({ id, query }) => [id, query]))
      for (const id of known.keys()) if (!wanted.has(id)) compiled.remove(id)
      for (const [id, query] of wanted) {
        if (known.get(id) === query) continue
        const { rule } = checkRule(query, { maxLength: MAX_QUERY_LENGTH })
        if (rule === null) compiled.remove(id)
        else compiled.add({ id, rule })
      }
      known = wanted
    },
  }
}
