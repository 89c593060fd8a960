/**
 * Who may: the one hook every request passes. Owns the decision, route by route; a route is closed unless it says
 * `config.isOpen` itself. Must not know what the routes do.
 *
 *   no password (loopback only)  everything is open, to this machine: Host and Origin are checked
 *   with a password              a session cookie for browsers, `Authorization: Bearer <password>` for scripts
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { RequestError } from '../../lib/errors.ts'
import type { ApiContext, App } from '../app.ts'
import type { PasswordAttempts } from './attempts.ts'
import { requireLocalOrigin, requireSameOrigin } from './local-origin.ts'
import { isPassword } from './password.ts'
import { isSession, SESSION_COOKIE } from './session.ts'

type GuardContext = Pick<ApiContext, 'password' | 'sessionKey' | 'clock'>

export function registerGuard(app: App, context: GuardContext, attempts: PasswordAttempts): void {
  app.addHook('onRequest', async (request, reply) => {
    const password = context.password()
    if (password === null) {
      requireLocalOrigin(request.headers)
      return
    }
    // A browser acting for another site is refused also where no session is needed: nobody logs a visitor in unasked.
    requireSameOrigin(request.method, request.headers)
    if (isOpenRoute(request) || hasSession(request, context)) return
    const bearer = bearerOf(request)
    if (bearer !== null) {
      await attempts.requireLeft(request)
      if (isBearer(bearer, password)) return
      await attempts.recordWrong(request)
    }
    throw unauthorized(reply, bearer !== null)
  })
}

/** True when the browser's cookie is one of ours and still good. False without a password. */
export function hasSession(request: FastifyRequest, context: GuardContext): boolean {
  const password = context.password()
  const cookie = request.cookies[SESSION_COOKIE]
  if (password === null || cookie === undefined) return false
  return isSession(cookie, { key: context.sessionKey, password }, context.clock.nowMs())
}

/** The page's own files, and what matched no route, hold nothing that is not public. */
function isOpenRoute(request: FastifyRequest): boolean {
  const { config, url } = request.routeOptions
  return config.isOpen === true || request.is404 || url === '/*'
}

/** Header bytes reach us as Latin-1; most clients mean UTF-8, some really send Latin-1. */
function isBearer(bearer: string, password: string): boolean {
  const asUtf8 = Buffer.from(bearer, 'latin1').toString('utf8')
  return isPassword(asUtf8, password) || isPassword(bearer, password)
}

function bearerOf(request: FastifyRequest): string | null {
  return /^bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}

function unauthorized(reply: FastifyReply, isWrong: boolean): RequestError {
  reply.header('www-authenticate', 'Bearer realm="Magpie"')
  return isWrong
    ? new RequestError(401, 'auth.wrong-password', 'The password is not right.')
    : new RequestError(
        401,
        'auth.required',
        'Log in, or send the password as "Authorization: Bearer …".',
      )
}
