import type { App } from '../app.ts'
import { reference } from '../schemas/common.ts'

export function registerHealthz(app: App): void {
  app.get(
    '/healthz',
    {
      config: { isOpen: true },
      schema: {
        tags: ['operations'],
        summary: 'Whether this process answers',
        response: { 200: reference<{ status: 'ok' }>('Health') },
      },
    },
    async (): Promise<{ status: 'ok' }> => ({ status: 'ok' }),
  )
}
