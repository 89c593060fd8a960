import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from '../lib/logger.ts'
import { ClientGoneError } from './client-signal.ts'
import { PROBLEM_CONTENT_TYPE, problemOf, type ProblemAnswer } from './problem.ts'

/** The one place where an error becomes an answer. */
export function createErrorHandler(
  logger: Logger,
): (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (error, request, reply) => {
    const answer = problemOf(error)
    // Work that was given up because nobody waits for it any more is no failure.
    if (answer.isInternal && !(error instanceof ClientGoneError)) {
      const route = request.routeOptions.url
      logger.error(
        { event: 'http.failed', method: request.method, route, err: error },
        'a request failed',
      )
    }
    return sendProblem(reply, answer)
  }
}

export function sendProblem(
  reply: FastifyReply,
  answer: Pick<ProblemAnswer, 'problem' | 'headers'>,
): FastifyReply {
  return reply
    .code(answer.problem.status)
    .headers(answer.headers)
    .header('content-type', PROBLEM_CONTENT_TYPE)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(answer.problem))
}
