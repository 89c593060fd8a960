import { wireStream } from '../../domain/to-wire.ts'
import type { WireStream } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { IdParams, streamIdOf, streamNotFound } from '../parameters.ts'
import { reference } from '../schemas/common.ts'
import { StreamUpdateBody } from '../schemas/stream.ts'
import { changeOfStream } from '../stream-input.ts'

export function registerStreamUpdate(app: App, { store, wake, sealToken }: ApiContext): void {
  app.patch(
    '/api/v1/streams/:id',
    {
      schema: {
        tags: ['streams'],
        summary: 'Change a stream, or give it another token',
        description:
          'A new apiUrl needs the token again: it is never sent to another host unasked.',
        params: IdParams,
        body: StreamUpdateBody,
        response: { 200: reference<WireStream>('Stream') },
      },
    },
    async (request): Promise<WireStream> => {
      const id = streamIdOf(request.params.id)
      const before = await store.readStream(id)
      if (!before) throw streamNotFound()
      const stream = await store.updateStream(id, changeOfStream(before, request.body, sealToken))
      if (!stream) throw streamNotFound()
      wake.publish('streams')
      return wireStream(stream)
    },
  )
}
