import { Type } from 'typebox'
import type { ApiContext, App } from '../app.ts'
import { IdParams, keywordIdOf, keywordNotFound } from '../parameters.ts'
import { noContent, oneOf, STRICT } from '../schemas/common.ts'

const Purge = Type.Optional(oneOf(['true', 'false'], { description: 'true or false' }))

export function registerKeywordDelete(app: App, { store, wake }: ApiContext): void {
  app.delete(
    '/api/v1/keywords/:id',
    {
      schema: {
        tags: ['keywords'],
        summary: 'Stop tracking a query',
        description: 'Posts stay, unless purge=true: then those that no other keyword matched go.',
        params: IdParams,
        querystring: Type.Object({ purge: Purge }, STRICT),
        response: { 204: noContent('deleted') },
      },
    },
    async (request, reply): Promise<void> => {
      const id = keywordIdOf(request.params.id)
      const outcome = await store.deleteKeyword(id, { purge: request.query.purge === 'true' })
      if (outcome === 'missing') throw keywordNotFound()
      wake.publish('keywords')
      reply.code(204)
    },
  )
}
