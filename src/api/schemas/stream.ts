import { Type } from 'typebox'
import { NETWORKS } from '../../domain/post.ts'
import { STREAM_KINDS, STREAM_STATES } from '../../domain/stream.ts'
import type { WireStream, WireStreamProblem } from '../../domain/wire.ts'
import { nullable, oneOf, reference, STRICT, Time, wireSchema } from './common.ts'

export const StreamProblemSchema = wireSchema<WireStreamProblem>()(
  Type.Object(
    {
      code: Type.String(),
      detail: Type.String(),
      retryAt: nullable(Time),
      action: nullable(Type.String({ description: 'what a person can do' })),
    },
    { $id: 'StreamProblem' },
  ),
)

export const StreamSchema = wireSchema<WireStream>()(
  Type.Object(
    {
      id: Type.String(),
      name: Type.String(),
      network: oneOf(NETWORKS),
      kind: oneOf(STREAM_KINDS),
      sandbox: Type.Boolean({ description: 'true: its posts are simulated' }),
      apiUrl: Type.String(),
      partition: nullable(Type.Integer()),
      backfillMinutes: nullable(Type.Integer()),
      expansions: nullable(Type.Array(Type.String())),
      fields: nullable(Type.Record(Type.String(), Type.Array(Type.String()))),
      token: Type.Object({ set: Type.Boolean(), last4: nullable(Type.String()) }),
      desired: oneOf(['running', 'stopped']),
      state: oneOf(STREAM_STATES),
      since: Time,
      owner: nullable(Type.String()),
      epoch: Type.Integer(),
      lastByteAt: nullable(Time),
      lastPostAt: nullable(Time),
      postsPerSecond: Type.Number(),
      received: Type.Integer(),
      stored: Type.Integer(),
      duplicates: Type.Integer(),
      rejected: Type.Integer(),
      lagMs: nullable(Type.Number()),
      clockSkewMs: nullable(Type.Number()),
      connects: Type.Integer(),
      problem: Type.Unsafe<WireStreamProblem | null>(
        nullable(reference<WireStreamProblem>('StreamProblem')),
      ),
      stoppedAt: Type.Optional(Time),
    },
    { $id: 'Stream' },
  ),
)

const FieldNames = Type.Optional(
  Type.Array(Type.String({ pattern: '^[a-z_]{1,100}$', description: "X's name of a field" }), {
    maxItems: 60,
    uniqueItems: true,
    description: "a list of X's fields, each at most once",
  }),
)

/** What of a stream can be set again later. Ranges are X's. */
const SETTINGS = {
  apiUrl: Type.Optional(
    Type.String({
      maxLength: 2_000,
      description: 'an https:// address of a host that speaks the X API v2',
    }),
  ),
  partition: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 1,
        maximum: 20,
        description: 'a whole number from 1 to 20, or null',
      }),
    ),
  ),
  backfillMinutes: Type.Optional(
    nullable(
      Type.Integer({ minimum: 0, maximum: 5, description: 'a whole number from 0 to 5, or null' }),
    ),
  ),
  expansions: Type.Optional(
    nullable(
      Type.Array(
        Type.String({ pattern: '^[a-z_.]{1,100}$', description: "X's name of an expansion" }),
        {
          maxItems: 40,
          uniqueItems: true,
          description: "a list of X's expansions, each at most once; null for the default set",
        },
      ),
    ),
  ),
  fields: Type.Optional(
    nullable(
      Type.Object(
        {
          tweet: FieldNames,
          user: FieldNames,
          media: FieldNames,
          poll: FieldNames,
          place: FieldNames,
        },
        {
          ...STRICT,
          description: 'fields wanted besides those that decoding needs; null for the default set',
        },
      ),
    ),
  ),
}

const Name = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '\\S',
  description: 'a text of 1 to 200 characters',
})
const Token = Type.String({ description: 'the app-only bearer token, as text' })

export const StreamCreateBody = Type.Object(
  {
    network: oneOf(NETWORKS, { description: `one of ${NETWORKS.join(', ')}` }),
    kind: oneOf(STREAM_KINDS, { description: `one of ${STREAM_KINDS.join(', ')}` }),
    name: Name,
    token: Type.Optional(Token),
    ...SETTINGS,
    desired: Type.Optional(
      oneOf(['running', 'stopped'], {
        description: 'running (as when it is left out) or stopped',
      }),
    ),
  },
  STRICT,
)

export const StreamUpdateBody = Type.Object(
  { name: Type.Optional(Name), token: Type.Optional(Token), ...SETTINGS },
  STRICT,
)
