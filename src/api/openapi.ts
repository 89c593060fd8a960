/** The OpenAPI document, made from the schemas of the routes: /api/openapi.json, readable at /api/docs. */
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { App } from './app.ts'
import { reference } from './schemas/common.ts'
import {
  DeliverySchema,
  KeywordSchema,
  KeywordVersionSchema,
  PreviewSchema,
} from './schemas/keyword.ts'
import { MediaSchema, PostSchema } from './schemas/post.ts'
import { ProblemSchema, QueryProblemSchema } from './schemas/problem.ts'
import {
  CompareSchema,
  CoverageIntervalSchema,
  CoverageSchema,
  SeriesPointSchema,
  SeriesSchema,
  SummarySchema,
  TopSchema,
} from './schemas/statistics.ts'
import { StreamProblemSchema, StreamSchema } from './schemas/stream.ts'
import { HealthSchema, SessionSchema, SystemSchema } from './schemas/system.ts'
import { UsageSchema } from './schemas/usage.ts'

const NAMED_SCHEMAS = [
  QueryProblemSchema,
  ProblemSchema,
  DeliverySchema,
  KeywordSchema,
  KeywordVersionSchema,
  PreviewSchema,
  MediaSchema,
  PostSchema,
  StreamProblemSchema,
  StreamSchema,
  SeriesPointSchema,
  SeriesSchema,
  TopSchema,
  SummarySchema,
  CompareSchema,
  CoverageIntervalSchema,
  CoverageSchema,
  SystemSchema,
  UsageSchema,
  HealthSchema,
  SessionSchema,
]

const INTRODUCTION =
  'Watch keywords on X streams. Times are ISO 8601 UTC with milliseconds, JSON is camelCase, ids are opaque strings. ' +
  'Errors are application/problem+json with a stable `code`. When a password is set, send it as ' +
  '`Authorization: Bearer …`, or log in at /api/v1/session.'

/** To be called before the routes are registered. */
export async function registerOpenApi(app: App, version: string): Promise<void> {
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema)
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Magpie', version, description: INTRODUCTION },
      components: { securitySchemes: { password: { type: 'http', scheme: 'bearer' } } },
      security: [{ password: [] }, {}],
    },
    refResolver: { buildLocalReference: (schema) => schema['$id'] as string },
    transform: ({ schema, url }) => ({ schema: documented(schema), url }),
  })
  app.addHook('onRoute', (route) => {
    const { schema } = route
    // Errors look alike everywhere; said once here, not in every route.
    if (!schema?.tags) return
    const problem = {
      description: 'What is wrong',
      content: { 'application/problem+json': { schema: reference('Problem') } },
    }
    schema.response = { ...(schema.response as object), default: problem }
    schema.operationId ??= operationIdOf([route.method].flat()[0] ?? '', route.url)
  })
  await app.register(fastifySwaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { deepLinking: true, docExpansion: 'list' },
  })
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

interface DocumentedSchema {
  querystring?: { properties?: Record<string, Record<string, unknown>> }
}

/** Query parameters arrive as texts and are checked as texts; readers of the document want to know what they mean. */
function documented<T>(schema: T): T {
  const querystring = (schema as DocumentedSchema | undefined)?.querystring
  if (!querystring?.properties) return schema
  const properties = Object.entries(querystring.properties).map(([name, property]) => {
    const { 'x-integer': integer, 'x-repeatable': repeatable, description } = property
    if (integer) return [name, { type: 'integer', ...integer, description }]
    if (repeatable) return [name, { type: 'array', items: { type: 'string' }, description }]
    return [name, property]
  })
  return { ...schema, querystring: { ...querystring, properties: Object.fromEntries(properties) } }
}

/** `GET /api/v1/keywords/:id/top` → `getKeywordsIdTop`. */
function operationIdOf(method: string, url: string): string {
  const words = url
    .replace(/^\/api\/v1/, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
  return method.toLowerCase() + words.join('')
}
