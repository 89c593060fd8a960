/**
 * Releases a connection that X still counts although it is dead: without that, X answers 429 TooManyConnections for
 * up to a day after a crash or a cut cable. Ends the connections of this kind of stream only, so that the app's other
 * streams go on; hosts that know no single kinds are asked to end all.
 */
import type { Logger } from '../../lib/logger.ts'
import { messageOf } from '../../lib/errors.ts'
import { asCount, asRecord } from '../json.ts'
import { readJsonBody } from './problems.ts'
import type { XHttp } from './x-http.ts'

/** X allows 25 such requests in 15 minutes. */
export const RELEASE_COOLDOWN_MS = 45_000

export interface ConnectionReleaser {
  /**
   * released: X ended at least one connection · idle: there was none, it was too early to ask again, or this is
   * turned off · failed: X did not do it. Rejects only with the signal's reason.
   */
  release(signal: AbortSignal): Promise<'released' | 'idle' | 'failed'>
}

export function createConnectionReleaser(options: {
  http: XHttp
  /** The stream's name under `/2/connections/…`. */
  connectionsId: string
  isEnabled: boolean
  logger: Logger
}): ConnectionReleaser {
  const { http, logger } = options
  let askedAtMs = -Infinity
  return {
    async release(signal) {
      const nowMs = http.clock.nowMs()
      // A clock that was set back must not stretch the cool-down.
      const isCool = nowMs - askedAtMs >= RELEASE_COOLDOWN_MS || nowMs < askedAtMs
      if (!options.isEnabled || !isCool) return 'idle'
      askedAtMs = nowMs
      try {
        const outcome = await endConnections(http, options.connectionsId, signal)
        logger.info({ event: 'connection.released', outcome }, 'asked X to end our dead connection')
        return outcome
      } catch (error) {
        signal.throwIfAborted()
        // The 429 that brought us here is the news; that the cure failed too is for the log.
        logger.warn(
          { event: 'connection.release-failed', detail: messageOf(error) },
          'X did not release our dead connection',
        )
        return 'failed'
      }
    },
  }
}

async function endConnections(
  http: XHttp,
  connectionsId: string,
  signal: AbortSignal,
): Promise<'released' | 'idle' | 'failed'> {
  for (const target of [connectionsId, 'all']) {
    const answer = await http.call({ method: 'DELETE', path: `/2/connections/${target}` }, signal)
    if (answer.status === 404 || answer.status === 400 || answer.status === 405) continue
    if (answer.status < 200 || answer.status > 299) return 'failed'
    const data = asRecord(asRecord(readJsonBody(answer.body))?.data)
    return asCount(data?.successful_kills) === 0 ? 'idle' : 'released'
  }
  return 'failed'
}
