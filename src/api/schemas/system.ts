import { Type } from 'typebox'
import type { WireSystem } from '../../domain/wire.ts'
import { nullable, oneOf, STRICT, Time, wireSchema } from './common.ts'

export const SystemSchema = wireSchema<WireSystem>()(
  Type.Object(
    {
      version: Type.String(),
      nodeVersion: Type.String(),
      startedAt: Time,
      roles: Type.Array(Type.String()),
      database: Type.Object({
        dialect: oneOf(['sqlite', 'postgres', 'mysql']),
        sizeBytes: nullable(Type.Integer()),
      }),
      processes: Type.Array(
        Type.Object({
          id: Type.String(),
          pid: Type.Integer(),
          host: Type.String(),
          role: Type.String(),
          startedAt: Time,
          heartbeatAt: Time,
          memoryBytes: Type.Integer(),
          streams: Type.Array(Type.String(), { description: 'ids of the streams it holds' }),
        }),
      ),
    },
    { $id: 'System' },
  ),
)

export const HealthSchema = Type.Object({ status: oneOf(['ok']) }, { $id: 'Health' })

export const SessionSchema = Type.Object(
  { required: Type.Boolean(), authenticated: Type.Boolean() },
  { $id: 'Session' },
)
export const SessionCreateBody = Type.Object(
  { password: Type.String({ description: 'a text' }) },
  STRICT,
)
