/** Which of the keywords that batches name are still there. */
import type { KeywordId } from '../domain/ids.ts'
import type { Reader } from './dialects/dialect.ts'
import { keywordNumber } from './post-row.ts'

export type KeywordStates = ReadonlyMap<number, 'present' | 'deleted' | 'purged'>

/** Databases bound the number of values in one statement. */
const IDS_PER_QUERY = 1000

export async function readKeywordStates(
  db: Reader,
  posts: readonly { readonly keywordIds: readonly KeywordId[] }[],
): Promise<KeywordStates> {
  const numbers = new Set<number>()
  for (const { keywordIds } of posts) {
    for (const id of keywordIds) {
      const number = keywordNumber(id)
      if (number !== null) numbers.add(number)
    }
  }
  const ids = [...numbers].sort((a, b) => a - b)
  const states = new Map<number, 'present' | 'deleted' | 'purged'>()
  for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
    const rows = await db
      .selectFrom('keywords')
      .select(['id', 'deleted_at', 'purge'])
      .where('id', 'in', ids.slice(start, start + IDS_PER_QUERY))
      .execute()
    for (const row of rows) {
      states.set(row.id, row.deleted_at === null ? 'present' : row.purge > 0 ? 'purged' : 'deleted')
    }
  }
  return states
}
