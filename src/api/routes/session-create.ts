import { RequestError } from '../../lib/errors.ts'
import type { ApiContext, App } from '../app.ts'
import type { PasswordAttempts } from '../auth/attempts.ts'
import { isPassword } from '../auth/password.ts'
import { createSession, SESSION_COOKIE, SESSION_SECONDS } from '../auth/session.ts'
import { SessionCreateBody } from '../schemas/system.ts'
import { noContent } from '../schemas/common.ts'

export function registerSessionCreate(
  app: App,
  { password, sessionKey, clock }: ApiContext,
  attempts: PasswordAttempts,
): void {
  app.post(
    '/api/v1/session',
    {
      config: { isOpen: true },
      schema: {
        tags: ['session'],
        summary: 'Log in: sets the session cookie',
        body: SessionCreateBody,
        response: { 204: noContent('logged in') },
      },
    },
    async (request, reply): Promise<void> => {
      const expected = password()
      // Nothing to log in to: the machine is open to whoever is on it.
      reply.code(204)
      if (expected === null) return
      await attempts.requireLeft(request)
      if (!isPassword(request.body.password, expected)) {
        await attempts.recordWrong(request)
        throw new RequestError(401, 'auth.wrong-password', 'The password is not right.')
      }
      const session = createSession({ key: sessionKey, password: expected }, clock.nowMs())
      reply.setCookie(SESSION_COOKIE, session, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: request.protocol === 'https',
        maxAge: SESSION_SECONDS,
      })
    },
  )
}
