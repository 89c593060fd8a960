import { Type } from 'typebox'
import { isoTime } from '../../domain/to-wire.ts'
import type { WireCompare } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import {
  asList,
  IntervalParameters,
  intervalOf,
  invalidParameter,
  KeywordsParameter,
  requireBuckets,
} from '../parameters.ts'
import { reference, STRICT } from '../schemas/common.ts'
import { requireKeyword, wirePoints } from '../statistics.ts'
import { BucketParameter } from './keyword-series.ts'

/** More lines than this nobody tells apart in one chart. */
const MAX_COMPARED = 20

export function registerCompare(app: App, { store, clock }: ApiContext): void {
  app.get(
    '/api/v1/compare',
    {
      schema: {
        tags: ['statistics'],
        summary: 'Several keywords over the same interval, and the posts they share',
        querystring: Type.Object(
          {
            keyword: KeywordsParameter,
            bucket: Type.Optional(BucketParameter),
            ...IntervalParameters,
          },
          STRICT,
        ),
        response: { 200: reference<WireCompare>('Compare') },
      },
    },
    async (request): Promise<WireCompare> => {
      const { bucket = 'hour', keyword } = request.query
      const { fromMs, toMs } = intervalOf(request.query, clock.nowMs())
      requireBuckets(bucket, fromMs, toMs)
      const texts = asList(keyword)
      if (texts.length > MAX_COMPARED) {
        throw invalidParameter(`At most ${MAX_COMPARED} keywords can be compared at once.`)
      }
      const ids = await Promise.all(texts.map((text) => requireKeyword(store, text)))
      const keywords: WireCompare['keywords'] = []
      for (const id of ids) {
        const points = await store.readSeries(id, bucket, fromMs, toMs)
        keywords.push({ id, points: wirePoints(points) })
      }
      const overlap = await store.readOverlap(ids, fromMs, toMs)
      return {
        bucket,
        from: isoTime(fromMs),
        to: isoTime(toMs),
        keywords,
        overlap: overlap.map(({ keywords: [a, b], posts }) => ({ keywords: [a, b], posts })),
      }
    },
  )
}
