import { Type } from 'typebox'
import { wireStream } from '../../domain/to-wire.ts'
import type { WirePage, WireStream } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { pageOfList } from '../page-of-list.ts'
import { CursorParameter, LimitParameter } from '../parameters.ts'
import { pageOf, STRICT } from '../schemas/common.ts'

export function registerStreamList(app: App, { store }: ApiContext): void {
  app.get(
    '/api/v1/streams',
    {
      schema: {
        tags: ['streams'],
        summary: 'All streams',
        querystring: Type.Object({ limit: LimitParameter, cursor: CursorParameter }, STRICT),
        response: { 200: pageOf<WireStream>('Stream') },
      },
    },
    async (request): Promise<WirePage<WireStream>> => {
      const streams = await store.listStreams()
      return pageOfList(streams.map(wireStream), (stream) => stream.id, request.query)
    },
  )
}
