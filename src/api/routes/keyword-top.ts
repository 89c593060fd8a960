import { Type } from 'typebox'
import type { WireTop } from '../../domain/wire.ts'
import { FACETS } from '../../store/store.ts'
import type { ApiContext, App } from '../app.ts'
import { IdParams, IntervalParameters, intervalOf, LimitParameter, limitOf } from '../parameters.ts'
import { oneOf, reference, STRICT } from '../schemas/common.ts'
import { requireKeyword } from '../statistics.ts'

export function registerKeywordTop(app: App, { store, clock }: ApiContext): void {
  app.get(
    '/api/v1/keywords/:id/top',
    {
      schema: {
        tags: ['statistics'],
        summary: 'Most frequent hashtags, mentions, authors, domains or languages',
        params: IdParams,
        querystring: Type.Object(
          {
            facet: oneOf(FACETS, { description: `one of ${FACETS.join(', ')}` }),
            ...IntervalParameters,
            limit: LimitParameter,
          },
          STRICT,
        ),
        response: { 200: reference<WireTop>('Top') },
      },
    },
    async (request): Promise<WireTop> => {
      const { facet } = request.query
      const { fromMs, toMs } = intervalOf(request.query, clock.nowMs())
      const id = await requireKeyword(store, request.params.id)
      const rows = await store.readTop(id, facet, fromMs, toMs, limitOf(request.query))
      return { facet, rows: rows.map(({ value, key, posts }) => ({ value, key, posts })) }
    },
  )
}
