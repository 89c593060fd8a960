import { Type } from 'typebox'
import type { WireUsage } from '../../domain/wire.ts'
import { nullable, Time, wireSchema } from './common.ts'

const COUNTS = {
  posts: Type.Integer({ description: 'delivered, each once a UTC day' }),
  expandedPosts: Type.Integer({ description: 'came along because expansions asked for them' }),
  users: Type.Integer({ description: 'accounts that expansions asked for, each once a UTC day' }),
  usd: Type.Number(),
}

export const UsageSchema = wireSchema<WireUsage>()(
  Type.Object(
    {
      month: Type.String({ description: 'the month of UTC, such as 2026-11' }),
      ...COUNTS,
      projectedUsd: Type.Number({ description: 'of the whole month, if it goes on like this' }),
      budgetUsd: nullable(Type.Number({ description: 'MAGPIE_X_BUDGET_USD' })),
      warning: Type.Boolean({ description: '80 % of the budget are spent, or all of it' }),
      budgetReached: Type.Boolean(),
      days: Type.Array(
        Type.Object({ date: Type.String({ description: 'a day of UTC, YYYY-MM-DD' }), ...COUNTS }),
      ),
      xUsage: nullable(
        Type.Object({
          posts: Type.Integer({ description: 'of the whole X project, other programs included' }),
          cap: nullable(Type.Integer()),
          capResetDay: nullable(Type.Integer()),
          readAt: Time,
        }),
      ),
    },
    { $id: 'Usage' },
  ),
)
