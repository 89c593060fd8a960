import { RequestError } from '../../lib/errors.ts'
import type { ApiContext, App } from '../app.ts'
import { IdParams, streamIdOf, streamNotFound } from '../parameters.ts'
import { noContent } from '../schemas/common.ts'

export function registerStreamDelete(app: App, { store, wake }: ApiContext): void {
  app.delete(
    '/api/v1/streams/:id',
    {
      schema: {
        tags: ['streams'],
        summary: 'Remove a stopped stream',
        description: 'Its coverage goes with it; its posts stay.',
        params: IdParams,
        response: { 204: noContent('deleted') },
      },
    },
    async (request, reply): Promise<void> => {
      const outcome = await store.deleteStream(streamIdOf(request.params.id))
      if (outcome === 'missing') throw streamNotFound()
      if (outcome === 'not-stopped') {
        throw new RequestError(409, 'stream.not-stopped', 'Stop the stream first, then delete it.')
      }
      wake.publish('streams')
      reply.code(204)
    },
  )
}
