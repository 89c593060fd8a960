import type { Keyword } from '../domain/keyword.ts'
import { RequestError } from '../lib/errors.ts'
import type { KeywordWrite } from '../store/store.ts'
import { keywordNotFound } from './parameters.ts'

/** The keyword that was written; throws 409 with the id of the one that has this query already, or 404. */
export function writtenKeyword(write: KeywordWrite): Keyword {
  switch (write.kind) {
    case 'written':
      return write.keyword
    case 'conflict':
      throw new RequestError(409, 'keyword.duplicate', 'This query is tracked already.', {
        existingId: write.existingId,
      })
    case 'missing':
      throw keywordNotFound()
  }
}
