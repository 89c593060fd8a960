import type { WirePreview } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { previewQuery } from '../preview-query.ts'
import { reference } from '../schemas/common.ts'
import { KeywordPreviewBody } from '../schemas/keyword.ts'

export function registerKeywordPreview(app: App, { store, clock }: ApiContext): void {
  app.post(
    '/api/v1/keywords/preview',
    {
      schema: {
        tags: ['keywords'],
        summary: 'Is the query valid, what would it bring, which stored posts match it',
        body: KeywordPreviewBody,
        response: { 200: reference<WirePreview>('Preview') },
      },
    },
    async (request): Promise<WirePreview> => {
      const { query, networks = null } = request.body
      return previewQuery(query, networks, store, clock.nowMs())
    },
  )
}
