import { Type } from 'typebox'
import type { ApiContext, App } from '../app.ts'

export function registerMetrics(app: App, { scrape }: ApiContext): void {
  app.get(
    '/metrics',
    {
      schema: {
        tags: ['operations'],
        summary: 'Figures for Prometheus',
        response: {
          200: {
            description: 'Prometheus text format',
            content: { 'text/plain': { schema: Type.String() } },
          },
        },
      },
    },
    async (_request, reply) => {
      const { contentType, text } = await scrape()
      return reply.header('content-type', contentType).send(text)
    },
  )
}
