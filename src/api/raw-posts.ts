import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StoredPost } from '../domain/post.ts'
import { wirePost } from '../domain/to-wire.ts'
import type { WirePost } from '../domain/wire.ts'
import type { Store } from '../store/store.ts'

/** Posts for an answer, with the payload as received when it was asked for (null where there is none). */
export async function wirePosts(
  store: Store,
  posts: readonly StoredPost[],
  withRaw: boolean,
  signal: AbortSignal,
): Promise<WirePost[]> {
  if (!withRaw) return posts.map(wirePost)
  const wires: WirePost[] = []
  for (const post of posts) {
    signal.throwIfAborted()
    wires.push({ ...wirePost(post), raw: await store.readRaw(post.network, post.id) })
    // Each payload is unpacked from its block, in this thread: other requests get their turn between two.
    await nextTurn(undefined, { signal })
  }
  return wires
}
