/** Posts of several batches, each (network, id) once, with all that its deliveries say of it. Pure. */
import type { Batch, BatchPost } from '../domain/batch.ts'
import type { KeywordId } from '../domain/ids.ts'

export interface GatheredPost {
  /** The first delivery: what is stored. */
  readonly first: BatchPost
  /** Index of its batch among those given. */
  readonly batchIndex: number
  /** Of all deliveries, in the order they name them. */
  keywordIds: readonly KeywordId[]
}

export interface Gathered {
  /** In order of arrival. */
  readonly posts: readonly GatheredPost[]
  /** Per batch: deliveries of a post that an earlier one in this call brought. */
  readonly repeats: readonly number[]
}

export function gatherPosts(batches: readonly Batch[]): Gathered {
  const byIdentity = new Map<string, GatheredPost>()
  const repeats = batches.map(() => 0)
  for (const [batchIndex, batch] of batches.entries()) {
    for (const item of batch.posts) {
      const identity = `${item.post.network} ${item.post.id}`
      const known = byIdentity.get(identity)
      if (!known) {
        byIdentity.set(identity, { first: item, batchIndex, keywordIds: item.keywordIds })
        continue
      }
      repeats[batchIndex]!++
      const added = item.keywordIds.filter((id) => !known.keywordIds.includes(id))
      if (added.length > 0) known.keywordIds = [...known.keywordIds, ...added]
    }
  }
  return { posts: [...byIdentity.values()], repeats }
}
