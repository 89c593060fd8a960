/**
 * What was read from a network that bills reading, counted as X does: each post and each account once a UTC day. Part of the
 * transaction that stores the posts, so that the count and the posts cannot part. What the sandbox sends costs nothing.
 */
import type { Batch } from '../domain/batch.ts'
import { DAY_MS } from '../domain/usage.ts'
import type { Admission } from './admit-batches.ts'
import type { Dialect, Writer } from './dialects/dialect.ts'

/** `resource` of usage_reads. */
const RESOURCES = { post: 0, expandedPost: 1, user: 2 } as const
const IDS_PER_STATEMENT = 500
/** The day before is kept too: batches of one transaction may lie on both sides of midnight. */
const DAYS_KEPT = 1

interface DayReads {
  firstAtMs: number
  readonly posts: Set<string>
  readonly expandedPosts: Set<string>
  readonly users: Set<string>
}

export async function countUsage(
  dialect: Dialect,
  trx: Writer,
  admissions: readonly Admission[],
): Promise<void> {
  const days = new Map<number, DayReads>()
  for (const { stream, batches } of admissions) {
    if (stream.sandbox === 1 || stream.network !== 'x') continue
    for (const batch of batches) addBatch(days, batch)
  }
  for (const [day, reads] of days) await countDay(dialect, trx, day, reads)
}

function addBatch(days: Map<number, DayReads>, { posts, reads }: Batch): void {
  for (const { post, receivedAtMs } of posts) readsOf(days, receivedAtMs).posts.add(post.id)
  if (reads === undefined) return
  const { atMs, unkeptPosts, expandedPosts, users } = reads
  const ofDay = readsOf(days, atMs)
  for (const id of unkeptPosts) ofDay.posts.add(id)
  for (const id of expandedPosts) ofDay.expandedPosts.add(id)
  for (const id of users) ofDay.users.add(id)
}

function readsOf(days: Map<number, DayReads>, atMs: number): DayReads {
  const day = Math.floor(atMs / DAY_MS)
  const known = days.get(day)
  if (known) {
    known.firstAtMs = Math.min(known.firstAtMs, atMs)
    return known
  }
  const reads = {
    firstAtMs: atMs,
    posts: new Set<string>(),
    expandedPosts: new Set<string>(),
    users: new Set<string>(),
  }
  days.set(day, reads)
  return reads
}

async function countDay(
  dialect: Dialect,
  trx: Writer,
  day: number,
  reads: DayReads,
): Promise<void> {
  const insert = (resource: number, ids: Iterable<string>): number | Promise<number> =>
    dialect.append.insertUsageReads(
      trx,
      Array.from(ids, (id) => ({ day, resource, id })),
    )
  const posts = await insert(RESOURCES.post, reads.posts)
  // One post a day, whichever way it came first: what was counted as expanded is now counted as delivered.
  const moved = await deleteExpanded(trx, day, [...reads.posts])
  const known = await findPosts(trx, day, [...reads.expandedPosts])
  const expanded = await insert(
    RESOURCES.expandedPost,
    [...reads.expandedPosts].filter((id) => !known.has(id)),
  )
  const users = await insert(RESOURCES.user, reads.users)
  const row = await trx
    .selectFrom('usage_days')
    .selectAll()
    .where('day', '=', day)
    .executeTakeFirst()
  if (row) {
    await trx
      .updateTable('usage_days')
      .set({
        posts: row.posts + posts,
        expanded_posts: row.expanded_posts + expanded - moved,
        users: row.users + users,
      })
      .where('day', '=', day)
      .execute()
    return
  }
  await trx
    .insertInto('usage_days')
    .values({ day, posts, expanded_posts: expanded, users, first_at: reads.firstAtMs })
    .execute()
  await trx
    .deleteFrom('usage_reads')
    .where('day', '<', day - DAYS_KEPT)
    .execute()
}

async function deleteExpanded(trx: Writer, day: number, ids: readonly string[]): Promise<number> {
  let deleted = 0
  for (const some of inGroups(ids)) {
    const result = await trx
      .deleteFrom('usage_reads')
      .where('day', '=', day)
      .where('resource', '=', RESOURCES.expandedPost)
      .where('id', 'in', some)
      .executeTakeFirst()
    deleted += Number(result.numDeletedRows)
  }
  return deleted
}

async function findPosts(
  trx: Writer,
  day: number,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const some of inGroups(ids)) {
    const rows = await trx
      .selectFrom('usage_reads')
      .select('id')
      .where('day', '=', day)
      .where('resource', '=', RESOURCES.post)
      .where('id', 'in', some)
      .execute()
    for (const { id } of rows) found.add(id)
  }
  return found
}

function inGroups(ids: readonly string[]): readonly string[][] {
  const groups: string[][] = []
  for (let start = 0; start < ids.length; start += IDS_PER_STATEMENT) {
    groups.push(ids.slice(start, start + IDS_PER_STATEMENT))
  }
  return groups
}
