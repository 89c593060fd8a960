import type { FastifyRequest } from 'fastify'
import { RequestError } from '../../lib/errors.ts'
import type { App } from '../app.ts'

/** Wrong passwords taken from one address in a minute, whether at the login or as bearer. */
export const MAX_WRONG_PASSWORDS = 10
const WINDOW_MS = 60_000

export interface PasswordAttempts {
  /** To be asked before a password is compared: a right guess must not pass either once the attempts are spent. Throws 429. */
  requireLeft(request: FastifyRequest): Promise<void>
  recordWrong(request: FastifyRequest): Promise<void>
}

/** Needs @fastify/rate-limit; counts in this process, for the newest few thousand addresses. */
export function createPasswordAttempts(app: App): PasswordAttempts {
  const check = app.createRateLimit({ max: MAX_WRONG_PASSWORDS, timeWindow: WINDOW_MS })
  return {
    async requireLeft(request) {
      const state = await check(request, { increment: false })
      if (state.isAllowed || state.remaining > 0) return
      throw new RequestError(
        429,
        'auth.too-many-attempts',
        'Too many wrong passwords from this address. Wait a minute.',
        { retryAfterSeconds: Math.max(1, state.ttlInSeconds) },
      )
    },
    async recordWrong(request) {
      await check(request)
    },
  }
}
