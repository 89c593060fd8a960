import { Type } from 'typebox'
import { NETWORKS } from '../../domain/post.ts'
import type { WirePost } from '../../domain/wire.ts'
import { RequestError } from '../../lib/errors.ts'
import type { ApiContext, App } from '../app.ts'
import { clientSignal } from '../client-signal.ts'
import { wirePosts } from '../raw-posts.ts'
import { oneOf, reference, STRICT } from '../schemas/common.ts'

export const IncludeParameter = Type.Optional(
  oneOf(['raw'], { description: 'raw: adds the payload as received' }),
)

export function registerPostRead(app: App, { store }: ApiContext): void {
  app.get(
    '/api/v1/posts/:network/:id',
    {
      schema: {
        tags: ['posts'],
        summary: 'One post',
        params: Type.Object({ network: Type.String(), id: Type.String() }),
        querystring: Type.Object({ include: IncludeParameter }, STRICT),
        response: { 200: reference<WirePost>('Post') },
      },
    },
    async (request, reply): Promise<WirePost> => {
      const { id } = request.params
      const network = NETWORKS.find((name) => name === request.params.network)
      const post = network && (await store.readPost(network, id))
      if (!post) throw new RequestError(404, 'post.not-found', 'There is no such post here.')
      const withRaw = request.query.include === 'raw'
      const [wire] = await wirePosts(store, [post], withRaw, clientSignal(reply.raw))
      return wire!
    },
  )
}
