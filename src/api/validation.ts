/** What a schema says about a request, as an error a person can act on. */
import type { FastifySchemaValidationError } from 'fastify'
import { RequestError } from '../lib/errors.ts'

/** The shape is wrong (400); any other keyword means that the value of a body's field is (422). */
const SHAPE_KEYWORDS: ReadonlySet<string> = new Set([
  'type',
  'required',
  'additionalProperties',
  'anyOf',
  'oneOf',
])

/** With ajv's `verbose`, so that the schema can say in words what it expects. */
interface VerboseError extends FastifySchemaValidationError {
  readonly parentSchema?: {
    readonly description?: string
    readonly properties?: Record<string, unknown>
  }
}

/**
 * Fastify's `schemaErrorFormatter`. `where` is `body`, `querystring`, `params` or `headers`.
 * Parameters are 400 whatever is wrong with them; a body that is shaped right and cannot be accepted is 422.
 */
export function formatValidation(
  errors: readonly FastifySchemaValidationError[],
  where: string,
): RequestError {
  const error = errors[0] as VerboseError
  const isBody = where === 'body'
  const isShape = !isBody || SHAPE_KEYWORDS.has(error.keyword)
  const status = isShape ? 400 : 422
  const code = !isBody
    ? 'request.invalid-parameter'
    : isShape
      ? 'request.invalid-body'
      : 'request.invalid-value'
  const kind = isBody ? 'Field' : 'Parameter'
  const name = error.instancePath.slice(1).replaceAll('/', '.')
  return new RequestError(status, code, sentence(error, kind, name))
}

function sentence(error: VerboseError, kind: string, name: string): string {
  const { params, parentSchema } = error
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys(parentSchema?.properties ?? {})
    const unknown = String(params['additionalProperty']).slice(0, 100)
    const list = known.length > 0 ? `Known here: ${known.join(', ')}.` : 'None is known here.'
    return `Unknown ${kind.toLowerCase()} "${unknown}". ${list}`
  }
  if (error.keyword === 'required') {
    return `${kind} "${String(params['missingProperty'])}" is missing.`
  }
  if (name === '') return 'The body must be a JSON object.'
  const expected = parentSchema?.description
  return `${kind} "${name}" ${expected ? `is not acceptable: ${expected}` : `${error.message ?? 'is not acceptable'}.`}`
}
