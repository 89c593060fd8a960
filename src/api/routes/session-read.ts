import type { ApiContext, App } from '../app.ts'
import { hasSession } from '../auth/guard.ts'
import { reference } from '../schemas/common.ts'

interface Session {
  required: boolean
  authenticated: boolean
}

export function registerSessionRead(app: App, context: ApiContext): void {
  app.get(
    '/api/v1/session',
    {
      config: { isOpen: true },
      schema: {
        tags: ['session'],
        summary: 'Whether a password is needed, and whether this browser has given it',
        response: { 200: reference<Session>('Session') },
      },
    },
    async (request): Promise<Session> => {
      const required = context.password() !== null
      return { required, authenticated: !required || hasSession(request, context) }
    },
  )
}
