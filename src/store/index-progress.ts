/** How far work that follows the commits has come: posts by seq, raw blocks by id. */
import type { Reader, Writer } from './dialects/dialect.ts'

export type Follower = 'facets' | 'search' | 'raw'

/** Everything up to here is done; 0 at first. */
export async function readProgress(db: Reader, name: Follower): Promise<number> {
  const row = await db
    .selectFrom('index_progress')
    .select('reached')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.reached ?? 0
}

/** In the transaction that does the work. */
export async function writeProgress(trx: Writer, name: Follower, reached: number): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('index_progress')
    .set({ reached })
    .where('name', '=', name)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return
  await trx.insertInto('index_progress').values({ name, reached }).execute()
}
