import { wireKeyword } from '../../domain/to-wire.ts'
import type { WireKeyword } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { IdParams, keywordIdOf, keywordNotFound } from '../parameters.ts'
import { reference } from '../schemas/common.ts'

export function registerKeywordRead(app: App, { store }: ApiContext): void {
  app.get(
    '/api/v1/keywords/:id',
    {
      schema: {
        tags: ['keywords'],
        summary: 'One keyword',
        params: IdParams,
        response: { 200: reference<WireKeyword>('Keyword') },
      },
    },
    async (request): Promise<WireKeyword> => {
      const keyword = await store.readKeyword(keywordIdOf(request.params.id))
      if (!keyword) throw keywordNotFound()
      return wireKeyword(keyword)
    },
  )
}
