import { wireKeyword } from '../../domain/to-wire.ts'
import type { WireKeyword } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { requireValidQuery } from '../check-query.ts'
import { IdParams, keywordIdOf } from '../parameters.ts'
import { reference } from '../schemas/common.ts'
import { KeywordUpdateBody } from '../schemas/keyword.ts'
import { writtenKeyword } from '../keyword-written.ts'

export function registerKeywordUpdate(app: App, { store, wake }: ApiContext): void {
  app.patch(
    '/api/v1/keywords/:id',
    {
      schema: {
        tags: ['keywords'],
        summary: 'Change, pause or resume a keyword',
        description: 'Reaches the network without dropping the connection; the history is kept.',
        params: IdParams,
        body: KeywordUpdateBody,
        response: { 200: reference<WireKeyword>('Keyword') },
      },
    },
    async (request): Promise<WireKeyword> => {
      const id = keywordIdOf(request.params.id)
      const { query, ...rest } = request.body
      const change = query === undefined ? rest : { ...rest, query: requireValidQuery(query) }
      const keyword = writtenKeyword(await store.updateKeyword(id, change))
      wake.publish('keywords')
      return wireKeyword(keyword)
    },
  )
}
