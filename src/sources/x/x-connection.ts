/**
 * One connection to the X API for one request, closed when it is disposed of.
 *
 * No pool: a stream must know that it has exactly one socket and that it is closed (INV-4), and the few calls beside it
 * (rules, connections) are minutes apart. HTTP/1.1 only: back-pressure and silence are then those of the socket.
 */
import { Client, type Dispatcher } from 'undici'
import type { Clock } from '../../lib/clock.ts'
import { createChunkQueue, type ChunkQueue } from '../connect/chunk-queue.ts'
import { measureClockSkew } from '../connect/clock-skew.ts'
import { xError, type Headers } from './errors.ts'

export interface XRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** From `/2/…` on. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface XResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: Pick<ChunkQueue, 'take'>
  readonly clockSkewMs: number | null
}

export interface XConnection extends AsyncDisposable {
  /** Resolves with the headers. It, and the body, reject with undici's error, caused by the signal's reason if aborted. */
  request(request: XRequest): Promise<XResponse>
}

export interface XConnectionOptions {
  readonly base: URL
  readonly token: () => string
  readonly userAgent: string
  readonly connectTimeoutMs: number
  readonly clock: Clock
}

/** So much may wait for its consumer before the socket is paused. */
const MAX_WAITING_BYTES = 256 * 1024

/** Opens nothing yet. The signal closes the socket at once, in whatever state it is; disposing waits until it is closed. */
export function openXConnection(options: XConnectionOptions, signal: AbortSignal): XConnection {
  const { base, clock } = options
  const client = new Client(base.origin, {
    connect: { timeout: options.connectTimeoutMs, signal },
    allowH2: false,
    pipelining: 1,
    // Silence is judged in one place, by the watchdog of the stream or the time limit of the call.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  let sentAtMs = clock.nowMs()
  client.once('connect', () => (sentAtMs = clock.nowMs()))
  return {
    async request(request) {
      signal.throwIfAborted()
      const head = await dispatch(client, {
        method: request.method,
        path: pathOf(base, request),
        headers: headersOf(options, request),
        body: request.body === undefined ? null : JSON.stringify(request.body),
      })
      const receivedAtMs = clock.nowMs()
      const dateHeader = head.headers.date
      return { ...head, clockSkewMs: measureClockSkew({ dateHeader, sentAtMs, receivedAtMs }) }
    },
    async [Symbol.asyncDispose]() {
      await client.destroy()
    },
  }
}

/** As much of the body as fits in `maxBytes`; the rest is not read. */
export async function readText(body: XResponse['body'], maxBytes: number): Promise<string> {
  const read: Buffer[] = []
  let length = 0
  while (length < maxBytes) {
    const chunks = await body.take()
    if (chunks === null) break
    for (const chunk of chunks) {
      read.push(chunk)
      length += chunk.length
    }
  }
  return Buffer.concat(read).subarray(0, maxBytes).toString('utf8')
}

function pathOf(base: URL, request: XRequest): string {
  const query = new URLSearchParams(request.query).toString()
  return base.pathname.replace(/\/+$/, '') + request.path + (query === '' ? '' : `?${query}`)
}

function headersOf(options: XConnectionOptions, request: XRequest): Record<string, string> {
  const token = options.token()
  if (!isSendable(token)) throw xError('x.malformed-token')
  return {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    // Compressed streams deliver late, in lumps, and lose what was in the compressor.
    'accept-encoding': 'identity',
    'user-agent': options.userAgent,
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
  }
}

/** What may stand in a header and can be a token: printable ASCII without spaces. */
function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token)
}

/** undici's dispatch, not its request: that one wraps the body in a Node stream (see connect/chunk-queue.ts). */
function dispatch(
  client: Client,
  request: Omit<Dispatcher.DispatchOptions, 'origin'>,
): Promise<Omit<XResponse, 'clockSkewMs'>> {
  const head = Promise.withResolvers<Omit<XResponse, 'clockSkewMs'>>()
  let controller: Dispatcher.DispatchController | null = null
  const body = createChunkQueue({
    maxBytes: MAX_WAITING_BYTES,
    onFull: () => controller?.pause(),
    onRoom: () => controller?.resume(),
  })
  client.dispatch(request, {
    onRequestStart(started) {
      controller = started
    },
    onResponseStart(_controller, status, headers) {
      // 1xx announce the answer, they are not it.
      if (status >= 200) head.resolve({ status, headers, body })
    },
    onResponseData: (_controller, chunk) => body.push(chunk),
    onResponseEnd: () => body.end(null),
    onResponseError(_controller, error) {
      head.reject(error)
      body.end(error)
    },
  })
  return head.promise
}
