/** HTTP with the X API: where it is, with which token; connections for streams, and single calls for all the rest. */
import type { Clock } from '../../lib/clock.ts'
import { AppError, ConfigError } from '../../lib/errors.ts'
import { socketError, xError, type RefusedAnswer } from './errors.ts'
import { openXConnection, readText, type XConnection, type XRequest } from './x-connection.ts'

export interface XHttpOptions {
  readonly apiUrl: string
  /** The bearer token, asked for at each request. */
  readonly token: () => string
  /** With version, as X asks. */
  readonly userAgent: string
  /** For name, socket, TLS and the headers of the answer together. */
  readonly connectTimeoutMs: number
  readonly clock: Clock
}

export interface XHttp {
  readonly token: () => string
  readonly connectTimeoutMs: number
  readonly clock: Clock
  /** Opens nothing yet. The signal closes the socket at once, in whatever state it is. */
  connect(signal: AbortSignal): XConnection
  /**
   * One call, its body as text (at most 16 MiB). Answers every status; throws SourceError when there was no whole answer
   * within twice the connect time-out.
   */
  call(request: XRequest, signal: AbortSignal): Promise<RefusedAnswer>
}

/** A page of 1,000 rules of 2,048 characters of four bytes fits; an endless body does not. */
const MAX_BODY_BYTES = 16 * 1024 * 1024

/** Throws ConfigError for an address that cannot work, or that would send the token in the clear. */
export function createXHttp(options: XHttpOptions): XHttp {
  const base = parseXApiUrl(options.apiUrl)
  const http: XHttp = {
    token: options.token,
    connectTimeoutMs: options.connectTimeoutMs,
    clock: options.clock,
    connect: (signal) => openXConnection({ ...options, base }, signal),
    async call(request, signal) {
      signal.throwIfAborted()
      const limitMs = 2 * options.connectTimeoutMs
      const timeLimit = AbortSignal.timeout(limitMs)
      await using connection = http.connect(AbortSignal.any([signal, timeLimit]))
      try {
        const response = await connection.request(request)
        const { status, headers, clockSkewMs } = response
        return { status, headers, clockSkewMs, body: await readText(response.body, MAX_BODY_BYTES) }
      } catch (error) {
        signal.throwIfAborted()
        // Ours, and not of the network: a token that cannot be sent, or be unsealed.
        if (error instanceof AppError) throw error
        if (!timeLimit.aborted) throw socketError(error, 'connecting')
        const cause = `no answer within ${limitMs / 1000} s`
        throw xError('x.network', { fill: { cause }, cause: error })
      }
    },
  }
  return http
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

function parseXApiUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ConfigError(`The X API address “${text}” is not an http(s) address.`)
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigError('The X API address may have a host, a port and a path, and nothing else.')
  }
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    throw new ConfigError(
      `The X API address “${text}” would send the token unencrypted: use https, or a host on this machine.`,
    )
  }
  return url
}
