import { Type } from 'typebox'
import { DELIVERY_STATUSES, MAX_LABEL_LENGTH } from '../../domain/keyword.ts'
import { NETWORKS } from '../../domain/post.ts'
import type {
  WireDelivery,
  WireKeyword,
  WireKeywordVersion,
  WirePost,
  WirePreview,
  WireQueryProblem,
} from '../../domain/wire.ts'
import { nullable, oneOf, reference, STRICT, Time, wireSchema } from './common.ts'

const Networks = nullable(
  Type.Array(oneOf(NETWORKS), {
    minItems: 1,
    uniqueItems: true,
    description: `a list of ${NETWORKS.join(', ')}, each at most once; null for every network`,
  }),
)

export const DeliverySchema = wireSchema<WireDelivery>()(
  Type.Object(
    {
      streamId: Type.String(),
      status: oneOf(DELIVERY_STATUSES),
      since: nullable(Time),
      problem: nullable(Type.String()),
    },
    { $id: 'Delivery' },
  ),
)

export const KeywordSchema = wireSchema<WireKeyword>()(
  Type.Object(
    {
      id: Type.String(),
      query: Type.String({ description: "X's rule grammar" }),
      label: nullable(Type.String()),
      active: Type.Boolean(),
      networks: Networks,
      version: Type.Integer(),
      createdAt: Time,
      updatedAt: Time,
      postCount: Type.Integer(),
      lastPostAt: nullable(Time),
      delivery: Type.Array(reference<WireDelivery>('Delivery')),
    },
    { $id: 'Keyword' },
  ),
)

export const KeywordVersionSchema = wireSchema<WireKeywordVersion>()(
  Type.Object(
    {
      version: Type.Integer(),
      query: Type.String(),
      label: nullable(Type.String()),
      active: Type.Boolean(),
      networks: Networks,
      from: Time,
      to: nullable(Time),
      change: oneOf(['created', 'edited', 'paused', 'resumed', 'deleted']),
    },
    { $id: 'KeywordVersion' },
  ),
)

export const PreviewSchema = wireSchema<WirePreview>()(
  Type.Object(
    {
      valid: Type.Boolean(),
      problems: Type.Array(reference<WireQueryProblem>('QueryProblem')),
      warnings: Type.Array(reference<WireQueryProblem>('QueryProblem')),
      x: Type.Object({
        length: Type.Integer({ description: 'as X counts it: code points' }),
        limit: Type.Integer(),
      }),
      estimate: Type.Object({
        postsPerDay: nullable(Type.Number()),
        source: oneOf(['x-counts', 'history', 'none']),
        usdPerMonth: nullable(Type.Number()),
      }),
      sample: Type.Array(reference<WirePost>('Post')),
    },
    { $id: 'Preview' },
  ),
)

/** Length and grammar are checked by the rule language, which says where the trouble is. */
const Query = Type.String({
  description: "a text of 1 to 2,048 characters in X's rule grammar",
})
const Label = nullable(
  Type.String({
    maxLength: MAX_LABEL_LENGTH,
    description: `a text of at most ${MAX_LABEL_LENGTH} characters, or null`,
  }),
)

export const KeywordCreateBody = Type.Object(
  { query: Query, label: Type.Optional(Label), networks: Type.Optional(Networks) },
  STRICT,
)
export const KeywordUpdateBody = Type.Object(
  {
    query: Type.Optional(Query),
    label: Type.Optional(Label),
    active: Type.Optional(Type.Boolean({ description: 'true or false' })),
    networks: Type.Optional(Networks),
  },
  STRICT,
)
export const KeywordPreviewBody = Type.Object(
  { query: Query, networks: Type.Optional(Networks) },
  STRICT,
)
