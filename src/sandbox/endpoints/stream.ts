/** The streams: filtered and sample open, those of the Enterprise tier are refused. Whoever is not let in gets X's reason. */
import type { Answer } from '../http/answer.ts'
import { clientForbidden, invalidRequest, noRules, tooManyConnections } from '../http/problems.ts'
import { readInteger, readTimeMs, unknownParameters } from '../http/query.ts'
import { decodeFieldSelection, FIELD_PARAMETERS } from '../posts/field-selection.ts'
import type { RuleBook } from '../rules/rule-book.ts'
import type { SandboxSettings, SandboxTime } from '../settings.ts'
import { StreamConnection } from '../stream/stream-connection.ts'
import type { StreamConnections } from '../stream/stream-connections.ts'
import type { Endpoint, EndpointRequest } from './endpoint.ts'

export interface StreamParts {
  readonly settings: SandboxSettings
  readonly time: SandboxTime
  readonly rules: RuleBook
  readonly connections: StreamConnections
  /** A reader is there, or has caught up. */
  readonly onReader: () => void
}

/** Names of the streams under `/2/connections/…`. */
export const FILTERED_STREAM = 'filtered_stream'
export const SAMPLE_STREAM = 'sample_stream'
const ENTERPRISE_PATHS = [
  '/2/tweets/sample10/stream',
  '/2/tweets/firehose/stream',
  ...['en', 'ja', 'ko', 'pt'].map((lang) => `/2/tweets/firehose/stream/lang/${lang}`),
]

export function createStreamEndpoints(parts: StreamParts): Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/2/tweets/search/stream',
      limit: 'stream',
      handle: (request) => openStream(request, parts, FILTERED_STREAM),
    },
    {
      method: 'GET',
      path: '/2/tweets/sample/stream',
      limit: 'sample-stream',
      handle: (request) => openStream(request, parts, SAMPLE_STREAM),
    },
    ...ENTERPRISE_PATHS.map((path): Endpoint => ({
      method: 'GET',
      path,
      limit: 'enterprise-stream',
      handle: () => clientForbidden(),
    })),
  ]
}

function openStream(
  { incoming, params, response }: EndpointRequest,
  parts: StreamParts,
  endpointName: typeof FILTERED_STREAM | typeof SAMPLE_STREAM,
): Answer | null {
  const { settings, time, rules, connections } = parts
  const faults = unknownParameters(params, [
    ...FIELD_PARAMETERS,
    'backfill_minutes',
    ...(endpointName === FILTERED_STREAM ? ['start_time', 'end_time'] : []),
  ])
  const selection = decodeFieldSelection(params, faults)
  // Backfill and replay are for Enterprise: taken, and without effect.
  readInteger(params, 'backfill_minutes', { min: 0, max: 5, fallback: 0 }, faults)
  readTimeMs(params, 'start_time', faults)
  readTimeMs(params, 'end_time', faults)
  if (faults.length > 0) return invalidRequest(faults)
  if (endpointName === FILTERED_STREAM && rules.size === 0) return noRules()
  if (!connections.admit(endpointName)) return tooManyConnections()
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-cache, no-store, max-age=0',
  })
  // The client knows at once that it is let in, whenever the first post comes.
  response.flushHeaders()
  connections.add(
    new StreamConnection({
      endpointName,
      response,
      selection,
      clientIp: incoming.socket.remoteAddress ?? '127.0.0.1',
      openedAtMs: time.nowMs(),
      keepAliveMs: settings.keepAliveMs,
      onDrain: parts.onReader,
      onClose: (connection, reason) => connections.closed(connection, reason),
    }),
  )
  parts.onReader()
  return null
}
