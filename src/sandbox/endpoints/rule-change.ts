/** The body of a rules change: exactly one of `add` and `delete`, and nothing X does not know. */
import type { RequestFault } from '../http/problems.ts'
import { isRecord } from '../http/request-body.ts'

export interface RuleToAdd {
  readonly value: string
  readonly tag: string | null
}

export interface RulesToDelete {
  readonly ids: readonly string[]
  readonly values: readonly string[]
}

export type RuleChange =
  | { readonly kind: 'add'; readonly rules: readonly RuleToAdd[] }
  | { readonly kind: 'delete'; readonly rules: RulesToDelete }
  | { readonly kind: 'invalid'; readonly faults: readonly RequestFault[] }

export function decodeRuleChange(body: unknown): RuleChange {
  if (!isRecord(body)) return invalid(`$: ${typeName(body)} found, object expected`)
  const unknown = unknownMember(body, ['add', 'delete'], '$')
  if (unknown !== null) return invalid(unknown)
  const { add, delete: remove } = body
  if ((add === undefined) === (remove === undefined)) {
    return invalid('$: exactly one of add and delete must be given')
  }
  return add === undefined ? decodeDelete(remove) : decodeAdd(add)
}

function decodeAdd(add: unknown): RuleChange {
  if (!Array.isArray(add)) return invalid(`$.add: ${typeName(add)} found, array expected`)
  if (add.length === 0) return invalid('$.add: there must be a minimum of 1 items in the array')
  const rules: RuleToAdd[] = []
  for (const [index, item] of (add as unknown[]).entries()) {
    const path = `$.add[${index}]`
    if (!isRecord(item)) return invalid(`${path}: ${typeName(item)} found, object expected`)
    const unknown = unknownMember(item, ['value', 'tag'], path)
    if (unknown !== null) return invalid(unknown)
    const { value, tag } = item
    if (value === undefined) return invalid(`${path}.value: is missing but it is required`)
    if (typeof value !== 'string')
      return invalid(`${path}.value: ${typeName(value)} found, string expected`)
    if (tag !== undefined && typeof tag !== 'string') {
      return invalid(`${path}.tag: ${typeName(tag)} found, string expected`)
    }
    rules.push({ value, tag: tag ?? null })
  }
  return { kind: 'add', rules }
}

function decodeDelete(remove: unknown): RuleChange {
  if (!isRecord(remove)) return invalid(`$.delete: ${typeName(remove)} found, object expected`)
  const unknown = unknownMember(remove, ['ids', 'values'], '$.delete')
  if (unknown !== null) return invalid(unknown)
  const lists: Record<string, string[]> = { ids: [], values: [] }
  for (const [name, list] of Object.entries(remove)) {
    if (!Array.isArray(list))
      return invalid(`$.delete.${name}: ${typeName(list)} found, array expected`)
    for (const [index, item] of (list as unknown[]).entries()) {
      if (typeof item !== 'string') {
        return invalid(`$.delete.${name}[${index}]: ${typeName(item)} found, string expected`)
      }
      lists[name]!.push(item)
    }
  }
  const { ids = [], values = [] } = lists
  if (ids.length + values.length === 0) return invalid('$.delete: ids or values must be given')
  return { kind: 'delete', rules: { ids, values } }
}

function unknownMember(
  body: Record<string, unknown>,
  known: readonly string[],
  path: string,
): string | null {
  const name = Object.keys(body).find((each) => !known.includes(each))
  return name === undefined
    ? null
    : `${path}.${name}: is not defined in the schema and the schema does not allow additional properties`
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function invalid(message: string): RuleChange {
  return { kind: 'invalid', faults: [{ parameters: {}, message }] }
}
