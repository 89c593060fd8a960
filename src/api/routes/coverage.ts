import { Type } from 'typebox'
import { wireCoverageInterval } from '../../domain/to-wire.ts'
import type { WireCoverage } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { IntervalParameters, intervalOf, streamIdOf, streamNotFound } from '../parameters.ts'
import { reference, STRICT } from '../schemas/common.ts'

export function registerCoverage(app: App, { store, clock }: ApiContext): void {
  app.get(
    '/api/v1/coverage',
    {
      schema: {
        tags: ['statistics'],
        summary: 'When each stream was live, blind, healed or stopped',
        querystring: Type.Object(
          {
            stream: Type.Optional(Type.String({ description: 'id of a stream; all without it' })),
            ...IntervalParameters,
          },
          STRICT,
        ),
        response: { 200: reference<WireCoverage>('Coverage') },
      },
    },
    async (request): Promise<WireCoverage> => {
      const { fromMs, toMs } = intervalOf(request.query, clock.nowMs())
      const { stream } = request.query
      const streamId = stream === undefined ? null : streamIdOf(stream)
      if (streamId && !(await store.readStream(streamId))) throw streamNotFound()
      const coverage = await store.readCoverage({ streamId, fromMs, toMs })
      return {
        coveredRatio: coverage.coveredRatio,
        intervals: coverage.intervals.map(wireCoverageInterval),
      }
    },
  )
}
