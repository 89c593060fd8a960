import type { App } from '../app.ts'
import { SESSION_COOKIE } from '../auth/session.ts'
import { noContent } from '../schemas/common.ts'

export function registerSessionDelete(app: App): void {
  app.delete(
    '/api/v1/session',
    {
      config: { isOpen: true },
      schema: {
        tags: ['session'],
        summary: 'Log out: takes the session cookie from this browser',
        response: { 204: noContent('logged out') },
      },
    },
    async (request, reply): Promise<void> => {
      reply.clearCookie(SESSION_COOKIE, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: request.protocol === 'https',
      })
      reply.code(204)
    },
  )
}
