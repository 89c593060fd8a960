import { wireKeyword } from '../../domain/to-wire.ts'
import type { WireKeyword } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { requireValidQuery } from '../check-query.ts'
import { reference } from '../schemas/common.ts'
import { KeywordCreateBody } from '../schemas/keyword.ts'
import { writtenKeyword } from '../keyword-written.ts'

export function registerKeywordCreate(app: App, { store, wake }: ApiContext): void {
  app.post(
    '/api/v1/keywords',
    {
      schema: {
        tags: ['keywords'],
        summary: 'Start to track a query',
        body: KeywordCreateBody,
        response: { 201: reference<WireKeyword>('Keyword') },
      },
    },
    async (request, reply): Promise<WireKeyword> => {
      const { query, label = null, networks = null } = request.body
      const input = { query: requireValidQuery(query), label, networks }
      const keyword = writtenKeyword(await store.createKeyword(input))
      wake.publish('keywords')
      reply.code(201).header('location', `/api/v1/keywords/${keyword.id}`)
      return wireKeyword(keyword)
    },
  )
}
