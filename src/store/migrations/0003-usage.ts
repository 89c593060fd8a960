/** What was read from networks that bill reading. Table by table what it holds: schema.ts. */
import { sql, type Kysely } from 'kysely'

import type { MigrationDialect } from '../migrate.ts'

export const name = 'usage'

export async function up(db: Kysely<unknown>, dialect: MigrationDialect): Promise<void> {
  await db.schema
    .createTable('usage_reads')
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('resource', 'integer', (column) => column.notNull())
    .addColumn('id', dialect.types.key, (column) => column.notNull())
    .addPrimaryKeyConstraint('usage_reads_key', ['day', 'resource', 'id'])
    .modifyEnd(sql.raw(dialect.keyOrdered))
    .execute()
  await db.schema
    .createTable('usage_days')
    .addColumn('day', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('posts', 'bigint', (column) => column.notNull())
    .addColumn('expanded_posts', 'bigint', (column) => column.notNull())
    .addColumn('users', 'bigint', (column) => column.notNull())
    .addColumn('first_at', dialect.types.timeMs, (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('network_usage')
    .addColumn('stream_id', dialect.types.key, (column) => column.primaryKey().notNull())
    .addColumn('read_at', dialect.types.timeMs, (column) => column.notNull())
    .addColumn('posts', 'bigint', (column) => column.notNull())
    .addColumn('cap', 'bigint')
    .addColumn('cap_reset_day', 'integer')
    .execute()
}
