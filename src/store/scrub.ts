/**
 * After a purge nothing of the posts can be found any more, but words linger in the search index's older parts and space stays
 * reserved in the file. This rewrites the one and gives back the other, a little at a time, as the writer finds the time.
 */
import type { Dialect } from './dialects/dialect.ts'
import { PURGED, SCRUBBED } from './purge-keyword.ts'

/** One step; false when there is nothing to scrub. */
export async function scrubStep(dialect: Dialect): Promise<boolean> {
  const purged = await dialect.read
    .selectFrom('keywords')
    .select('id')
    .where('purge', '=', PURGED)
    .execute()
  if (purged.length === 0) return false
  if (await dialect.search.rewriteStep()) return true
  if (await dialect.reclaimSpace()) return true
  const ids = purged.map((row) => row.id)
  await dialect.transaction(async (trx) => {
    await trx.updateTable('keywords').set({ purge: SCRUBBED }).where('id', 'in', ids).execute()
  })
  return true
}
