import { wireStream } from '../../domain/to-wire.ts'
import type { WireStream } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { IdParams, streamIdOf, streamNotFound } from '../parameters.ts'
import { reference } from '../schemas/common.ts'

export function registerStreamStart(
  app: App,
  { store, wake, clock, retireSandbox }: ApiContext,
): void {
  app.post(
    '/api/v1/streams/:id/start',
    {
      schema: {
        tags: ['streams'],
        summary: 'Let a stream run',
        description: 'Also ends the state "blocked" of a running one: it is tried again at once.',
        params: IdParams,
        response: { 200: reference<WireStream>('Stream') },
      },
    },
    async (request): Promise<WireStream> => {
      const id = streamIdOf(request.params.id)
      const existing = await store.readStream(id)
      if (!existing) throw streamNotFound()
      // Simulated posts must not mix with real ones, nor samples be billed.
      if (!existing.sandbox) await retireSandbox()
      const stream = await store.setDesired(id, 'running', clock.nowMs())
      if (!stream) throw streamNotFound()
      wake.publish('streams')
      return wireStream(stream)
    },
  )
}
