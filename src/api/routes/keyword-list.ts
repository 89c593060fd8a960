import { Type } from 'typebox'
import { wireKeyword } from '../../domain/to-wire.ts'
import type { WireKeyword, WirePage } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { CursorParameter, LimitParameter, limitOf } from '../parameters.ts'
import { pageOf, STRICT } from '../schemas/common.ts'

export function registerKeywordList(app: App, { store }: ApiContext): void {
  app.get(
    '/api/v1/keywords',
    {
      schema: {
        tags: ['keywords'],
        summary: 'All keywords',
        querystring: Type.Object({ limit: LimitParameter, cursor: CursorParameter }, STRICT),
        response: { 200: pageOf<WireKeyword>('Keyword') },
      },
    },
    async (request): Promise<WirePage<WireKeyword>> => {
      const { cursor = null } = request.query
      const page = await store.listKeywords({ limit: limitOf(request.query), cursor })
      return { data: page.data.map(wireKeyword), nextCursor: page.nextCursor }
    },
  )
}
