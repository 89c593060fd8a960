/** The processes that run Magpie, as they report themselves. */
import { asProcessId, type ProcessId } from '../domain/ids.ts'
import type { Dialect } from './dialects/dialect.ts'
import type { ProcessInfo } from './store.ts'

export async function writeProcess(dialect: Dialect, info: ProcessInfo): Promise<void> {
  const row = {
    host: info.host,
    pid: info.pid,
    role: info.role,
    started_at: info.startedAtMs,
    heartbeat_at: info.heartbeatAtMs,
    rss_bytes: info.rssBytes,
  }
  await dialect.transaction(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('processes')
      .set(row)
      .where('id', '=', info.id)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) return
    await trx
      .insertInto('processes')
      .values({ id: info.id, ...row })
      .execute()
  })
}

export async function deleteProcess(dialect: Dialect, id: ProcessId): Promise<void> {
  await dialect.transaction(async (trx) => {
    await trx.deleteFrom('processes').where('id', '=', id).execute()
  })
}

/** Those that started first come first. */
export async function listProcesses(dialect: Dialect): Promise<readonly ProcessInfo[]> {
  const rows = await dialect.read
    .selectFrom('processes')
    .selectAll()
    .orderBy('started_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: asProcessId(row.id),
    host: row.host,
    pid: row.pid,
    role: row.role as ProcessInfo['role'],
    startedAtMs: row.started_at,
    heartbeatAtMs: row.heartbeat_at,
    rssBytes: row.rss_bytes,
  }))
}
