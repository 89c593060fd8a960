import { Type } from 'typebox'
import { isoTime, isoTimeOrNull } from '../../domain/to-wire.ts'
import type { WireSummary } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { IdParams, IntervalParameters, intervalOf } from '../parameters.ts'
import { reference, STRICT } from '../schemas/common.ts'
import { requireKeyword } from '../statistics.ts'

export function registerKeywordSummary(app: App, { store, clock }: ApiContext): void {
  app.get(
    '/api/v1/keywords/:id/summary',
    {
      schema: {
        tags: ['statistics'],
        summary: 'An interval in a few numbers, beside the one before it',
        params: IdParams,
        querystring: Type.Object(IntervalParameters, STRICT),
        response: { 200: reference<WireSummary>('Summary') },
      },
    },
    async (request): Promise<WireSummary> => {
      const { fromMs, toMs } = intervalOf(request.query, clock.nowMs())
      const id = await requireKeyword(store, request.params.id)
      const summary = await store.readSummary(id, fromMs, toMs)
      return {
        posts: summary.posts,
        reposts: summary.reposts,
        replies: summary.replies,
        quotes: summary.quotes,
        authors: summary.authors,
        peak: summary.peak && { at: isoTime(summary.peak.atMs), posts: summary.peak.posts },
        firstPostAt: isoTimeOrNull(summary.firstPostAtMs),
        lastPostAt: isoTimeOrNull(summary.lastPostAtMs),
        coverage: summary.coverage,
        previous: { posts: summary.previous.posts, authors: summary.previous.authors },
      }
    },
  )
}
