/** Which objects `expansions` brought along with a post: X bills them like posts and users that were asked for alone. */
import { asArray, asId, asRecord, type JsonRecord } from '../json.ts'

/** Ids, as they come; the post itself, which X repeats in its own edit history, is left out. */
export function listExpanded(
  includes: JsonRecord | null,
  postId: string,
): { posts: string[]; users: string[] } {
  if (includes === null) return { posts: [], users: [] }
  const posts = [...idsOf(includes.tweets), ...idsOf(includes.posts)]
  return { posts: posts.filter((id) => id !== postId), users: idsOf(includes.users) }
}

function idsOf(list: unknown): string[] {
  const ids: string[] = []
  for (const entry of asArray(list)) {
    const id = asId(asRecord(entry)?.id)
    if (id !== null) ids.push(id)
  }
  return ids
}
