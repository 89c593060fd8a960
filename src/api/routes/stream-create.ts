import { wireStream } from '../../domain/to-wire.ts'
import type { WireStream } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { streamNotFound } from '../parameters.ts'
import { reference } from '../schemas/common.ts'
import { StreamCreateBody } from '../schemas/stream.ts'
import {
  requireApiUrl,
  requireReadable,
  requireSettings,
  requireToken,
  streamIdFor,
} from '../stream-input.ts'

export function registerStreamCreate(app: App, context: ApiContext): void {
  const { store, wake, clock } = context
  app.post(
    '/api/v1/streams',
    {
      schema: {
        tags: ['streams'],
        summary: 'Connect a network',
        description:
          'The stream runs at once, unless desired is "stopped". The token is never shown again.',
        body: StreamCreateBody,
        response: { 201: reference<WireStream>('Stream') },
      },
    },
    async (request, reply): Promise<WireStream> => {
      const { network, kind, name, token, desired = 'running', ...settings } = request.body
      requireReadable(network, kind)
      const wanted = {
        apiUrl: requireApiUrl(settings.apiUrl ?? context.defaultXApiUrl),
        partition: settings.partition ?? null,
        backfillMinutes: settings.backfillMinutes ?? null,
        expansions: settings.expansions ?? null,
        fields: settings.fields ?? null,
      }
      requireSettings(kind, wanted)
      const created = await store.createStream({
        id: streamIdFor(name, network),
        name: name.trim(),
        network,
        kind,
        sandbox: false,
        settings: wanted,
        token: context.sealToken(requireToken(token)),
      })
      // Simulated posts must not mix with real ones, nor samples be billed.
      if (desired === 'running') await context.retireSandbox()
      const stream = await store.setDesired(created.id, desired, clock.nowMs())
      if (!stream) throw streamNotFound()
      wake.publish('streams')
      reply.code(201).header('location', `/api/v1/streams/${stream.id}`)
      return wireStream(stream)
    },
  )
}
