/** Reading back what count-usage.ts counted, and what the networks themselves say of it. */
import type { StreamId } from '../domain/ids.ts'
import { DAY_MS, type NetworkUsage, type UsageDay } from '../domain/usage.ts'
import type { Dialect } from './dialects/dialect.ts'

/** Days that begin in [fromMs, toMs), oldest first; days without a read are left out. */
export async function readUsageDays(
  dialect: Dialect,
  fromMs: number,
  toMs: number,
): Promise<readonly UsageDay[]> {
  const rows = await dialect.read
    .selectFrom('usage_days')
    .selectAll()
    .where('day', '>=', Math.ceil(fromMs / DAY_MS))
    .where('day', '<', Math.ceil(toMs / DAY_MS))
    .orderBy('day')
    .execute()
  return rows.map((row) => ({
    dayStartMs: row.day * DAY_MS,
    firstAtMs: row.first_at,
    posts: row.posts,
    expandedPosts: row.expanded_posts,
    users: row.users,
  }))
}

/** Replaces what this stream's network said before. */
export async function writeNetworkUsage(
  dialect: Dialect,
  streamId: StreamId,
  usage: NetworkUsage,
): Promise<void> {
  await dialect.transaction(async (trx) => {
    await trx.deleteFrom('network_usage').where('stream_id', '=', streamId).execute()
    await trx
      .insertInto('network_usage')
      .values({
        stream_id: streamId,
        read_at: usage.readAtMs,
        posts: usage.posts,
        cap: usage.cap,
        cap_reset_day: usage.capResetDay,
      })
      .execute()
  })
}

/** The latest word of any stream's network; null when none has said anything. */
export async function readNetworkUsage(dialect: Dialect): Promise<NetworkUsage | null> {
  const row = await dialect.read
    .selectFrom('network_usage')
    .selectAll()
    .orderBy('read_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  return {
    readAtMs: row.read_at,
    posts: row.posts,
    cap: row.cap,
    capResetDay: row.cap_reset_day,
  }
}
