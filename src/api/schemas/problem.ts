import { Type } from 'typebox'
import type { WireQueryProblem } from '../../domain/wire.ts'
import { nullable, reference, wireSchema } from './common.ts'

export const QueryProblemSchema = wireSchema<WireQueryProblem>()(
  Type.Object(
    {
      message: Type.String({ description: "in X's words where they are known" }),
      position: Type.Integer({ minimum: 0, description: 'UTF-16 units from 0' }),
      length: Type.Integer({ minimum: 0 }),
      suggestion: Type.Optional(nullable(Type.String())),
    },
    { $id: 'QueryProblem' },
  ),
)

/** Open: a code may bring members of its own, such as `existingId`. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'stable, `area.reason`' }),
    detail: Type.String(),
    problems: Type.Optional(Type.Array(reference<WireQueryProblem>('QueryProblem'))),
  },
  { $id: 'Problem', additionalProperties: true },
)
