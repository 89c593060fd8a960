/**
 * One connection to an X stream, from connecting to the closed socket.
 *
 * One array of items per read from the socket. Nothing is read while the consumer works on the last one: the socket's
 * own window then holds X back. Silence (no byte, not even a keep-alive) ends the connection; time spent by the consumer
 * does not count as silence.
 */
import type { KeywordId } from '../../domain/ids.ts'
import { isCausedBy } from '../../lib/abort.ts'
import { AppError } from '../../lib/errors.ts'
import { createWatchdog } from '../connect/watchdog.ts'
import { SourceError, type SourceItem } from '../source.ts'
import type { MatchingRule } from './decode-line.ts'
import { headerOf, refusedError, socketError, xError } from './errors.ts'
import { createItemReader } from './read-items.ts'
import { readText, type XResponse } from './x-connection.ts'
import type { XHttp } from './x-http.ts'

export interface XStreamOptions {
  readonly http: XHttp
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** So long without a byte, and the connection is taken for dead. */
  readonly stallMs: number
  /** null: this stream has no rules, the matcher decides. */
  readonly keywordIdsOf: ((rules: readonly MatchingRule[]) => readonly KeywordId[]) | null
  /** Name what came along with each post: X bills it. */
  readonly listsExpanded: boolean
  /** Gets the error of a refused connection, once its socket is closed; answers the error to throw. */
  readonly onRefused: (error: SourceError, signal: AbortSignal) => Promise<SourceError>
}

/** Ends only by throwing: a SourceError, or the signal's reason. The socket is closed by then. */
export async function* openXStream(
  options: XStreamOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly SourceItem[], never, void> {
  signal.throwIfAborted()
  const { http, path, query, stallMs } = options
  const attempt = new AbortController()
  let silence = unanswered(http.connectTimeoutMs)
  using watchdog = createWatchdog({
    timeoutMs: http.connectTimeoutMs,
    onSilence: () => attempt.abort(silence),
  })
  await using connection = http.connect(AbortSignal.any([signal, attempt.signal]))

  const response = await connection
    .request({ method: 'GET', path, query })
    .catch((error: unknown) => rethrow(error, 'connecting', attempt.signal, signal))
  const refused = await refusalOf(response, http, signal)
  if (refused !== null) {
    await connection[Symbol.asyncDispose]()
    watchdog[Symbol.dispose]()
    throw await options.onRefused(refused, signal)
  }

  silence = stalled(stallMs)
  watchdog.setTimeoutMs(stallMs)
  watchdog.pause()
  yield [{ kind: 'connected', atMs: http.clock.nowMs(), clockSkewMs: response.clockSkewMs }]
  const reader = createItemReader({
    keywordIdsOf: options.keywordIdsOf,
    secret: http.token(),
    listsExpanded: options.listsExpanded,
  })
  let end: SourceError | null = null
  while (end === null) {
    watchdog.feed()
    let chunks: readonly Buffer[] | null
    try {
      chunks = await response.body.take()
    } catch (error) {
      end = failureOf(error, 'reading', attempt.signal, signal)
      break
    }
    watchdog.pause()
    // Stopped while the consumer was busy, or waiting: what had come by then is not given any more (INV-4).
    signal.throwIfAborted()
    if (chunks === null) end = xError('x.closed')
    else {
      const read = reader.read(chunks, http.clock.nowMs())
      yield read.items
      end = read.end
    }
  }
  // Closed before the consumer hears of the end: nothing can come after it.
  await connection[Symbol.asyncDispose]()
  signal.throwIfAborted()
  const rest = reader.rest(http.clock.nowMs())
  if (rest.items.length > 0) yield rest.items
  throw rest.end ?? end
}

/** The error to throw for whatever undici threw; throws the signal's reason when that is why. */
function failureOf(
  error: unknown,
  phase: 'connecting' | 'reading',
  attempt: AbortSignal,
  signal: AbortSignal,
): SourceError {
  signal.throwIfAborted()
  if (isCausedBy(error, attempt)) return attempt.reason as SourceError
  if (error instanceof SourceError) return error
  // Ours, and not of the network: a token that cannot be unsealed, say.
  if (error instanceof AppError) throw error
  return socketError(error, phase)
}

function rethrow(
  error: unknown,
  phase: 'connecting' | 'reading',
  attempt: AbortSignal,
  signal: AbortSignal,
): never {
  throw failureOf(error, phase, attempt, signal)
}

const MAX_ERROR_BODY_BYTES = 64 * 1024

/** Why this answer is not the stream that was asked for; null when it is. */
async function refusalOf(
  response: XResponse,
  http: XHttp,
  signal: AbortSignal,
): Promise<SourceError | null> {
  if (response.status === 200) {
    // A log-in page of a network answers 200 to everything; a proxy may compress what was to be identity.
    const type = headerOf(response.headers, 'content-type') ?? ''
    const encoding = headerOf(response.headers, 'content-encoding') ?? 'identity'
    if (!type.startsWith('text/html') && encoding === 'identity') return null
    const status = type.startsWith('text/html') ? '200, a web page' : `200, encoded as ${encoding}`
    return xError('x.unexpected-answer', { fill: { status }, clockSkewMs: response.clockSkewMs })
  }
  // The status alone says most: a body that does not come is an empty one.
  const body = await readText(response.body, MAX_ERROR_BODY_BYTES).catch(() => '')
  signal.throwIfAborted()
  const { status, headers, clockSkewMs } = response
  return refusedError(
    { status, headers, body, clockSkewMs },
    { nowMs: http.clock.nowMs(), secret: http.token() },
  )
}

function unanswered(connectTimeoutMs: number): SourceError {
  return xError('x.network', { fill: { cause: `no answer within ${connectTimeoutMs / 1000} s` } })
}

function stalled(stallMs: number): SourceError {
  return xError('x.stalled', { fill: { seconds: String(stallMs / 1000) } })
}
