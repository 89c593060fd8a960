import { wireStream } from '../../domain/to-wire.ts'
import type { WireStream } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { IdParams, streamIdOf, streamNotFound } from '../parameters.ts'
import { reference } from '../schemas/common.ts'

export function registerStreamRead(app: App, { store }: ApiContext): void {
  app.get(
    '/api/v1/streams/:id',
    {
      schema: {
        tags: ['streams'],
        summary: 'One stream',
        params: IdParams,
        response: { 200: reference<WireStream>('Stream') },
      },
    },
    async (request): Promise<WireStream> => {
      const stream = await store.readStream(streamIdOf(request.params.id))
      if (!stream) throw streamNotFound()
      return wireStream(stream)
    },
  )
}
