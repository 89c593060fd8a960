import { Type } from 'typebox'
import { isoTime } from '../../domain/to-wire.ts'
import type { WireSeries } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { IdParams, IntervalParameters, intervalOf, requireBuckets } from '../parameters.ts'
import { oneOf, reference, STRICT } from '../schemas/common.ts'
import { BUCKET_NAMES } from '../schemas/statistics.ts'
import { requireKeyword, wirePoints } from '../statistics.ts'

export const BucketParameter = oneOf(BUCKET_NAMES, { description: 'minute, hour or day' })

export function registerKeywordSeries(app: App, { store, clock }: ApiContext): void {
  app.get(
    '/api/v1/keywords/:id/series',
    {
      schema: {
        tags: ['statistics'],
        summary: 'Posts per minute, hour or day, and how much of each was watched',
        params: IdParams,
        querystring: Type.Object(
          { bucket: Type.Optional(BucketParameter), ...IntervalParameters },
          STRICT,
        ),
        response: { 200: reference<WireSeries>('Series') },
      },
    },
    async (request): Promise<WireSeries> => {
      const { bucket = 'hour' } = request.query
      const { fromMs, toMs } = intervalOf(request.query, clock.nowMs())
      requireBuckets(bucket, fromMs, toMs)
      const id = await requireKeyword(store, request.params.id)
      const points = await store.readSeries(id, bucket, fromMs, toMs)
      return { bucket, from: isoTime(fromMs), to: isoTime(toMs), points: wirePoints(points) }
    },
  )
}
