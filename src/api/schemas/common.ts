/** Building blocks of the schemas. Schemas check requests and make the OpenAPI document; answers are typed by wire.ts. */
import { Type, type Static, type TSchema, type TUnsafe } from 'typebox'
import type { WirePage } from '../../domain/wire.ts'

/** `null` or what the schema says; written as a list of types (OpenAPI 3.1), so that a refusal names the types. */
export function nullable<T extends TSchema>(schema: T): TUnsafe<Static<T> | null> {
  const { type, enum: values, $ref } = schema as { type?: string; enum?: unknown[]; $ref?: string }
  if ($ref !== undefined || type === undefined) {
    return Type.Unsafe({ anyOf: [schema, { type: 'null' }] })
  }
  return Type.Unsafe({
    ...schema,
    type: [type, 'null'],
    ...(values ? { enum: [...values, null] } : {}),
  })
}

/** One of these words. */
export function oneOf<const T extends readonly string[]>(
  values: T,
  options: { description?: string } = {},
): TUnsafe<T[number]> {
  return Type.Unsafe({ type: 'string', enum: values, ...options })
}

/** A named schema of the document (`#/components/schemas/<id>`) with the static type of what it stands for. */
export function reference<T>(id: string): TUnsafe<T> {
  return Type.Unsafe({ $ref: `${id}#` })
}

/** Objects of requests take no field they do not name. */
export const STRICT = { additionalProperties: false } as const

export const Time = Type.String({
  format: 'date-time',
  description: 'ISO 8601, UTC, with milliseconds',
})

/** True only when both types are the same. */
type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/**
 * Holds a schema to a wire type: `wireSchema<WireKeyword>()(Type.Object(…))` compiles only when the schema's static type
 * is that very type. So the document, the page and the answers cannot drift apart.
 */
export function wireSchema<Wire>() {
  return <T extends TSchema>(
    schema: T,
    ..._same: Equal<Static<T>, Wire> extends true ? [] : ['the schema differs from the wire type']
  ): T => schema
}

/** An answer without a body. */
export function noContent(description: string): TUnsafe<void> {
  return Type.Unsafe({ type: 'null', description })
}

/** A page of a list: `{data, nextCursor}`. */
export function pageOf<T>(id: string): TUnsafe<WirePage<T>> {
  return Type.Unsafe(
    Type.Object({
      data: Type.Array(reference<T>(id)),
      nextCursor: nullable(Type.String({ description: 'opaque; null at the end' })),
    }),
  )
}
