import type { WirePage } from '../domain/wire.ts'
import { RequestError } from '../lib/errors.ts'
import { limitOf } from './parameters.ts'

/**
 * A page of a list that is short enough to be read whole. `keyOf` names an item for good: the cursor is the key of the
 * last item given, so a page goes on at the right place when the list has grown meanwhile. Throws 400 for a foreign cursor.
 */
export function pageOfList<T>(
  items: readonly T[],
  keyOf: (item: T, index: number) => string,
  query: { limit?: string; cursor?: string },
): WirePage<T> {
  const limit = limitOf(query)
  const keys = items.map((item, index) => keyOf(item, index))
  const start = query.cursor === undefined ? 0 : keys.indexOf(query.cursor) + 1
  if (query.cursor !== undefined && start === 0) {
    throw new RequestError(
      400,
      'page.invalid-cursor',
      'The cursor is not one that this list has given: leave it out to begin at the first page.',
    )
  }
  const data = items.slice(start, start + limit)
  const isLast = start + limit >= items.length
  return { data, nextCursor: isLast ? null : (keys[start + limit - 1] ?? null) }
}
