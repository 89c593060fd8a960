/** Puts the HTTP application together: plugins, guards, error handling, routes. Listens to nothing by itself. */
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { fastify } from 'fastify'
import type { Registry } from 'prom-client'
import type { ApiContext, App } from './app.ts'
import { createPasswordAttempts } from './auth/attempts.ts'
import { registerGuard } from './auth/guard.ts'
import { createErrorHandler, sendProblem } from './error-handler.ts'
import { registerMetricsOf } from './metrics.ts'
import { registerNotFound } from './not-found.ts'
import { registerOpenApi } from './openapi.ts'
import { problemOf } from './problem.ts'
import { registerRoutes } from './register-routes.ts'
import { STRICT } from './schemas/common.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { registerStaticPage } from './static-page.ts'
import { formatValidation } from './validation.ts'

const MAX_BODY_BYTES = 64 * 1024
/** Ids of other networks are addresses and may be long; Fastify's own limit is 100. */
const MAX_PARAMETER_LENGTH = 500
const REQUEST_TIMEOUT_MS = 30_000

export type BuildContext = Omit<ApiContext, 'scrape'> & {
  readonly metrics: Registry
  readonly publicDir: string
}

export async function buildApp(context: BuildContext): Promise<App> {
  const app = createFastify()
  app.setErrorHandler(createErrorHandler(context.logger))
  // Answers are typed by the wire types; the response schemas are for the document.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  takeJsonOnly(app)
  takeKnownParametersOnly(app)
  registerNotFound(app, context.publicDir)
  await app.register(fastifyHelmet, SECURITY_HEADERS)
  await app.register(fastifyCookie)
  await app.register(fastifyRateLimit, { global: false })
  const attempts = createPasswordAttempts(app)
  registerGuard(app, context, attempts)
  const scrape = registerMetricsOf(app, context.metrics, context.store, context.tail)
  await registerOpenApi(app, context.version)
  registerRoutes(app, { ...context, scrape }, attempts)
  await registerStaticPage(app, context.publicDir)
  await app.ready()
  return app
}

function createFastify(): App {
  return fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    requestIdHeader: false,
    // A proxy in front of Magpie runs on this machine; what others claim about addresses and https is not believed.
    trustProxy: 'loopback',
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: false,
        allowUnionTypes: true,
        verbose: true,
        keywords: ['x-integer', 'x-repeatable'],
      },
    },
    schemaErrorFormatter: formatValidation,
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOf(error)),
  }).withTypeProvider<TypeBoxTypeProvider>()
}

/** Bodies are application/json; an empty one is none, since many clients label every request. */
function takeJsonOnly(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') done(null, undefined)
      else void parse(request, body, done)
    },
  )
}

/** A route that names no parameters takes none: a mistyped one must not be ignored. */
function takeKnownParametersOnly(app: App): void {
  const none = { type: 'object', properties: {}, ...STRICT }
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/v1/') || route.schema?.querystring) return
    route.schema = { ...route.schema, querystring: none }
  })
}
