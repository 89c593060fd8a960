/** What healing says of itself, beside the interval it is about. */
import type { Kysely } from 'kysely'

export const name = 'healing-notes'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('coverage_intervals').addColumn('healing', 'text').execute()
}
