import { Type } from 'typebox'
import { NETWORKS, POST_KINDS } from '../../domain/post.ts'
import type { WireMedia, WirePost } from '../../domain/wire.ts'
import { nullable, oneOf, reference, Time, wireSchema } from './common.ts'

export const MediaSchema = wireSchema<WireMedia>()(
  Type.Object(
    {
      type: oneOf(['photo', 'video', 'animated_gif', 'other']),
      key: Type.String(),
      url: nullable(Type.String()),
      altText: nullable(Type.String()),
      width: nullable(Type.Integer()),
      height: nullable(Type.Integer()),
    },
    { $id: 'Media' },
  ),
)

const Author = Type.Object({
  id: Type.String(),
  handle: nullable(Type.String()),
  name: nullable(Type.String()),
})

const Withheld = Type.Object({
  copyright: Type.Boolean(),
  countryCodes: Type.Array(Type.String()),
  scope: nullable(Type.String()),
})

export const PostSchema = wireSchema<WirePost>()(
  Type.Object(
    {
      seq: Type.Integer({ description: 'place in the order of storing; strictly rising' }),
      network: oneOf(NETWORKS),
      id: Type.String(),
      url: Type.String(),
      author: Author,
      text: Type.String({ description: 'full and unescaped' }),
      lang: nullable(Type.String()),
      kind: oneOf(POST_KINDS),
      createdAt: Time,
      receivedAt: Time,
      hashtags: Type.Array(Type.String()),
      mentions: Type.Array(Type.String()),
      urls: Type.Array(Type.String()),
      media: Type.Array(reference<WireMedia>('Media')),
      refs: Type.Array(
        Type.Object({ type: oneOf(['reposted', 'quoted', 'replied_to']), id: Type.String() }),
      ),
      metrics: Type.Record(Type.String(), Type.Number()),
      keywords: Type.Array(Type.String(), { description: 'ids' }),
      recovered: Type.Boolean(),
      edited: nullable(Type.Object({ history: Type.Array(Type.String()) })),
      withheld: nullable(Withheld),
      deletedAt: nullable(Time),
      raw: Type.Optional(
        nullable(Type.String({ description: 'the payload as received, with include=raw' })),
      ),
    },
    { $id: 'Post' },
  ),
)
