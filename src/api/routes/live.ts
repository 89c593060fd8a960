import type { OutgoingHttpHeaders } from 'node:http'
import { Type } from 'typebox'
import { asKeywordId } from '../../domain/ids.ts'
import { messageOf } from '../../lib/errors.ts'
import type { ApiContext, App } from '../app.ts'
import { clientSignal } from '../client-signal.ts'
import { asList, KeywordsParameter, SeqParameter } from '../parameters.ts'
import { STRICT } from '../schemas/common.ts'
import { requireKeyword } from '../statistics.ts'
import { writeChunks } from '../write-chunks.ts'

export function registerLive(app: App, { store, tail, logger, signal }: ApiContext): void {
  app.get(
    '/api/v1/live',
    {
      exposeHeadRoute: false,
      config: { isEndless: true },
      schema: {
        tags: ['live'],
        summary: 'Posts as they are stored, as Server-Sent Events',
        description:
          '`event: post` with the seq as id, `event: stream` for each stream at the beginning and on each change of ' +
          'its state, `event: gap` when a gap in the coverage opens or heals, a comment every 15 s. Last-Event-ID ' +
          '(or after=seq) resumes with nothing missed; too far back: `event: reset` and the live edge.',
        querystring: Type.Object(
          { keyword: Type.Optional(KeywordsParameter), after: SeqParameter },
          STRICT,
        ),
        response: {
          200: {
            description: 'an endless stream of events',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      const ids: string[] = []
      for (const text of asList(request.query.keyword)) ids.push(await requireKeyword(store, text))
      const cursor = await tail.openCursor({
        afterSeq: positionOf(request.headers['last-event-id'], request.query.after),
        keywordIds: ids.length > 0 ? new Set(ids.map(asKeywordId)) : null,
      })
      reply.hijack()
      const response = reply.raw
      try {
        response.writeHead(200, { ...(reply.getHeaders() as OutgoingHttpHeaders), ...SSE_HEADERS })
        const ending = AbortSignal.any([signal, clientSignal(response)])
        await writeChunks(cursor.chunks(ending), response, ending)
      } catch (error) {
        // Headers are out, there is no way to answer with a problem: the browser comes back with its last id.
        logger.warn({ event: 'live.failed', detail: messageOf(error) }, 'a live response ended')
      } finally {
        response.end()
      }
    },
  )
}

const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // One socket per live response: when it ends, the server does not wait for another request on it.
  connection: 'close',
  // For nginx, which would otherwise collect events before it passes them on.
  'x-accel-buffering': 'no',
} as const

/** The header of a reconnecting browser is newer than the address it was opened with. */
function positionOf(
  header: string | string[] | undefined,
  after: string | undefined,
): number | null {
  const text = typeof header === 'string' && /^\d{1,15}$/.test(header) ? header : after
  return text === undefined ? null : Number(text)
}
