/**
 * `/2/connections`: the app's streams, open and past, and the cure for one that is dead and still
 * counts.
 */
import { jsonAnswer, type Answer } from '../http/answer.ts'
import { invalidRequest } from '../http/problems.ts'
import { readChoice, readInteger, readList, readPattern, unknownParameters } from '../http/query.ts'
import { isRecord, readJsonBody } from '../http/request-body.ts'
import type { ConnectionRecord, StreamConnections } from '../stream/stream-connections.ts'
import type { Endpoint, EndpointRequest } from './endpoint.ts'

const ENDPOINT_NAMES = [
  'filtered_stream',
  'sample_stream',
  'sample10_stream',
  'firehose_stream',
  'tweets_compliance_stream',
  'users_compliance_stream',
  'tweet_label_stream',
  'firehose_stream_lang_en',
  'firehose_stream_lang_ja',
  'firehose_stream_lang_ko',
  'firehose_stream_lang_pt',
  'likes_firehose_stream',
  'likes_sample10_stream',
  'likes_compliance_stream',
]
const FIELDS = [
  'id',
  'endpoint_name',
  'connected_at',
  'disconnected_at',
  'disconnect_reason',
  'client_ip',
]
const DEFAULT_FIELDS = ['id', 'endpoint_name', 'connected_at']

export function createConnectionsEndpoints(connections: StreamConnections): Endpoint[] {
  const path = '/2/connections'
  return [
    {
      method: 'GET',
      path,
      limit: 'connections',
      handle: ({ params }) => list(params, connections),
    },
    {
      method: 'DELETE',
      path,
      limit: 'connections-end',
      handle: (request) => endNamed(request, connections),
    },
    {
      method: 'DELETE',
      path: `${path}/:name`,
      limit: 'connections-end',
      handle: ({ name }) => endByEndpoint(name, connections),
    },
  ]
}

function list(params: URLSearchParams, connections: StreamConnections): Answer {
  const faults = unknownParameters(params, [
    'status',
    'endpoints',
    'max_results',
    'pagination_token',
    'connection.fields',
  ])
  const status = readChoice(params, 'status', ['active', 'inactive', 'all'], 'active', faults)
  const endpoints = readList(params, 'endpoints', ENDPOINT_NAMES, faults)
  const maxResults = readInteger(params, 'max_results', { min: 1, max: 100, fallback: 10 }, faults)
  const token = readPattern(params, 'pagination_token', /^[0-9a-f-]{36}$/, faults)
  const fields = readList(params, 'connection.fields', FIELDS, faults)
  if (faults.length > 0) return invalidRequest(faults)
  const all = connections
    .history(status)
    .filter(({ endpointName }) => endpoints === null || endpoints.includes(endpointName))
  const start = token === null ? 0 : all.findIndex(({ id }) => id === token) + 1
  const page = all.slice(start, start + maxResults)
  const hasMore = start + page.length < all.length
  const shown = new Set([...DEFAULT_FIELDS, ...(fields ?? FIELDS)])
  return jsonAnswer({
    ...(page.length > 0 && { data: page.map((record) => recordJson(record, shown)) }),
    meta: { result_count: page.length, ...(hasMore && { next_token: page.at(-1)!.id }) },
  })
}

function recordJson(record: ConnectionRecord, shown: ReadonlySet<string>): Record<string, unknown> {
  const { disconnectedAtMs } = record
  const all: Record<string, string | null> = {
    id: record.id,
    endpoint_name: record.endpointName,
    connected_at: new Date(record.connectedAtMs).toISOString(),
    disconnected_at: disconnectedAtMs === null ? null : new Date(disconnectedAtMs).toISOString(),
    disconnect_reason: record.disconnectReason,
    client_ip: record.clientIp,
  }
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => value !== null && shown.has(name)),
  )
}

async function endByEndpoint(name: string, connections: StreamConnections): Promise<Answer> {
  if (name !== 'all' && !ENDPOINT_NAMES.includes(name)) {
    const message = `The \`endpoint_id\` path parameter value [${name}] is not one of [${ENDPOINT_NAMES.join(',')}]`
    return invalidRequest([{ parameters: { endpoint_id: [name] }, message }])
  }
  const ended = await connections.end(null, name === 'all' ? null : name)
  return killed(ended.map((uuid) => ({ uuid, success: true })))
}

async function endNamed(
  { incoming }: EndpointRequest,
  connections: StreamConnections,
): Promise<Answer> {
  const body = await readJsonBody(incoming)
  if (body.kind === 'refused') return body.answer
  const uuids = isRecord(body.value) ? body.value['uuids'] : null
  if (!Array.isArray(uuids) || uuids.length < 1 || uuids.length > 100 || !uuids.every(isText)) {
    return invalidRequest([
      { parameters: {}, message: '$.uuids: an array of 1 to 100 strings expected' },
    ])
  }
  const ended = new Set(await connections.end(uuids))
  return killed(
    uuids.map((uuid) =>
      ended.has(uuid)
        ? { uuid, success: true }
        : { uuid, success: false, error_message: 'Connection not found' },
    ),
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function killed(results: readonly { readonly uuid: string; readonly success: boolean }[]): Answer {
  const successful = results.filter(({ success }) => success).length
  return jsonAnswer({
    data: { successful_kills: successful, failed_kills: results.length - successful, results },
  })
}
