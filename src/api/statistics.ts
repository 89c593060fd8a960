import type { KeywordId } from '../domain/ids.ts'
import { isoTime } from '../domain/to-wire.ts'
import type { WireSeriesPoint } from '../domain/wire.ts'
import type { SeriesPoint, Store } from '../store/store.ts'
import { keywordIdOf, keywordNotFound } from './parameters.ts'

/** The id of a keyword that is there; throws 404. */
export async function requireKeyword(store: Store, text: string): Promise<KeywordId> {
  const id = keywordIdOf(text)
  if (!(await store.readKeyword(id))) throw keywordNotFound()
  return id
}

export function wirePoints(points: readonly SeriesPoint[]): WireSeriesPoint[] {
  return points.map(({ atMs, posts, reposts, replies, quotes, coverage }) => ({
    at: isoTime(atMs),
    posts,
    reposts,
    replies,
    quotes,
    coverage,
  }))
}
