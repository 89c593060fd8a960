import { messageOf } from '../../lib/errors.ts'
import { StoreError } from '../../store/store.ts'
import type { ApiContext, App } from '../app.ts'
import { reference } from '../schemas/common.ts'

export function registerReadyz(app: App, { store, signal, logger }: ApiContext): void {
  app.get(
    '/readyz',
    {
      config: { isOpen: true },
      schema: {
        tags: ['operations'],
        summary: 'Whether requests can be served: the database answers (else 503)',
        response: { 200: reference<{ status: 'ok' }>('Health') },
      },
    },
    async (): Promise<{ status: 'ok' }> => {
      signal.throwIfAborted()
      try {
        await store.ping()
      } catch (error) {
        // Whatever it is: this server cannot serve, and whoever balances the load has to know.
        logger.warn({ event: 'server.not-ready', detail: messageOf(error) }, 'not ready')
        throw new StoreError('the database does not answer', { cause: error })
      }
      return { status: 'ok' }
    },
  )
}
