import { isoTime } from '../../domain/to-wire.ts'
import type { WireSystem } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { reference } from '../schemas/common.ts'

export function registerSystem(app: App, context: ApiContext): void {
  const { store } = context
  app.get(
    '/api/v1/system',
    {
      schema: {
        tags: ['operations'],
        summary: 'Version, roles and processes',
        response: { 200: reference<WireSystem>('System') },
      },
    },
    async (): Promise<WireSystem> => {
      const [processes, streams, sizeBytes] = await Promise.all([
        store.listProcesses(),
        store.listStreams(),
        context.databaseSizeBytes(),
      ])
      return {
        version: context.version,
        nodeVersion: process.version,
        startedAt: isoTime(context.startedAtMs),
        roles: [...context.roles],
        database: { dialect: store.dialect, sizeBytes },
        processes: processes.map((info) => ({
          id: info.id,
          pid: info.pid,
          host: info.host,
          role: info.role,
          startedAt: isoTime(info.startedAtMs),
          heartbeatAt: isoTime(info.heartbeatAtMs),
          memoryBytes: info.rssBytes,
          streams: streams.filter(({ owner }) => owner === info.id).map(({ id }) => id),
        })),
      }
    },
  )
}
