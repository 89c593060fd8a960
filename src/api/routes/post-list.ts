import { Type } from 'typebox'
import { NETWORKS, POST_KINDS } from '../../domain/post.ts'
import type { WirePage, WirePost } from '../../domain/wire.ts'
import type { PostFilter } from '../../store/store.ts'
import type { ApiContext, App } from '../app.ts'
import { clientSignal } from '../client-signal.ts'
import {
  CursorParameter,
  IntervalParameters,
  keywordIdOf,
  LimitParameter,
  limitOf,
  requireOrdered,
  timeOf,
} from '../parameters.ts'
import { wirePosts } from '../raw-posts.ts'
import { oneOf, pageOf, STRICT } from '../schemas/common.ts'
import { IncludeParameter } from './post-read.ts'

const MAX_SEARCH_LENGTH = 500

const PostsQuery = Type.Object(
  {
    keyword: Type.Optional(Type.String({ description: 'id of a keyword' })),
    q: Type.Optional(
      Type.String({
        maxLength: MAX_SEARCH_LENGTH,
        description: 'words, "phrases" and -words of the stored text, at most 500 characters',
      }),
    ),
    network: Type.Optional(oneOf(NETWORKS, { description: `one of ${NETWORKS.join(', ')}` })),
    author: Type.Optional(
      Type.String({ minLength: 1, maxLength: 300, description: 'a handle or an id' }),
    ),
    lang: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9-]{1,35}$', description: 'a BCP 47 language such as en' }),
    ),
    kind: Type.Optional(oneOf(POST_KINDS, { description: `one of ${POST_KINDS.join(', ')}` })),
    ...IntervalParameters,
    include: IncludeParameter,
    limit: LimitParameter,
    cursor: CursorParameter,
  },
  STRICT,
)

export function registerPostList(app: App, { store }: ApiContext): void {
  app.get(
    '/api/v1/posts',
    {
      schema: {
        tags: ['posts'],
        summary: 'Stored posts, newest first',
        querystring: PostsQuery,
        response: { 200: pageOf<WirePost>('Post') },
      },
    },
    async (request, reply): Promise<WirePage<WirePost>> => {
      const { keyword, q, network, author, lang, kind, from, to, cursor = null } = request.query
      const filter: PostFilter = {
        ...(keyword === undefined ? {} : { keywordId: keywordIdOf(keyword) }),
        ...(q === undefined || q.trim() === '' ? {} : { q }),
        ...(network === undefined ? {} : { network }),
        ...(author === undefined ? {} : { author: author.replace(/^@/, '') }),
        ...(lang === undefined ? {} : { lang }),
        ...(kind === undefined ? {} : { kind }),
        ...(from === undefined ? {} : { fromMs: timeOf(from, 'from') }),
        ...(to === undefined ? {} : { toMs: timeOf(to, 'to') }),
      }
      requireOrdered(filter.fromMs, filter.toMs)
      const page = await store.listPosts(filter, { limit: limitOf(request.query), cursor })
      const withRaw = request.query.include === 'raw'
      const data = await wirePosts(store, page.data, withRaw, clientSignal(reply.raw))
      return { data, nextCursor: page.nextCursor }
    },
  )
}
