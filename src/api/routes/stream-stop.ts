import { isoTime, wireStream } from '../../domain/to-wire.ts'
import type { WireStream } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { clientSignal } from '../client-signal.ts'
import { IdParams, streamIdOf, streamNotFound } from '../parameters.ts'
import { reference } from '../schemas/common.ts'

export function registerStreamStop(
  app: App,
  { store, wake, stopStream, signal }: ApiContext,
): void {
  app.post(
    '/api/v1/streams/:id/stop',
    {
      schema: {
        tags: ['streams'],
        summary: 'Stop a stream, with proof',
        description:
          'Answers when it is true: the socket is closed and no later post of that stream is stored (INV-4).',
        params: IdParams,
        response: { 200: reference<WireStream>('Stream') },
      },
    },
    async (request, reply): Promise<WireStream> => {
      const id = streamIdOf(request.params.id)
      if (!(await store.readStream(id))) throw streamNotFound()
      // Whoever asked may go away: the wish is written, only the waiting ends.
      const stream = await stopStream(id, AbortSignal.any([signal, clientSignal(reply.raw)]))
      wake.publish('streams')
      return { ...wireStream(stream), stoppedAt: isoTime(stream.sinceMs) }
    },
  )
}
