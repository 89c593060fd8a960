import { Type } from 'typebox'
import { wireKeywordVersion } from '../../domain/to-wire.ts'
import type { WireKeywordVersion, WirePage } from '../../domain/wire.ts'
import type { ApiContext, App } from '../app.ts'
import { pageOfList } from '../page-of-list.ts'
import {
  CursorParameter,
  IdParams,
  keywordIdOf,
  keywordNotFound,
  LimitParameter,
} from '../parameters.ts'
import { pageOf, STRICT } from '../schemas/common.ts'

export function registerKeywordHistory(app: App, { store }: ApiContext): void {
  app.get(
    '/api/v1/keywords/:id/history',
    {
      schema: {
        tags: ['keywords'],
        summary: 'What was tracked from when to when, newest first',
        description: 'Also of a keyword that was deleted.',
        params: IdParams,
        querystring: Type.Object({ limit: LimitParameter, cursor: CursorParameter }, STRICT),
        response: { 200: pageOf<WireKeywordVersion>('KeywordVersion') },
      },
    },
    async (request): Promise<WirePage<WireKeywordVersion>> => {
      const versions = await store.readKeywordHistory(keywordIdOf(request.params.id))
      if (!versions) throw keywordNotFound()
      // Counted from the oldest, which stays where it is.
      const keyOf = (_: unknown, index: number): string => String(versions.length - index)
      return pageOfList(versions.map(wireKeywordVersion), keyOf, request.query)
    },
  )
}
