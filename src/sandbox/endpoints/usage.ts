/** `GET /2/usage/tweets`: how many posts were read, per day; numbers are texts. */
import { jsonAnswer, type Answer } from '../http/answer.ts'
import { invalidRequest } from '../http/problems.ts'
import { readInteger, readList, unknownParameters } from '../http/query.ts'
import type { SandboxTime } from '../settings.ts'
import type { DeliveryLog } from '../stream/delivery-log.ts'
import type { Endpoint } from './endpoint.ts'
import { CLIENT_APP_ID } from './rules.ts'

const PROJECT_ID = '1900000000000000001'
/** Post reads in a monthly cycle at pay-per-use. */
const PROJECT_CAP = 3_000_000
const DAY_MS = 86_400_000
const FIELDS = [
  'cap_reset_day',
  'daily_client_app_usage',
  'daily_project_usage',
  'project_cap',
  'project_id',
  'project_usage',
]
const DEFAULT_FIELDS = ['cap_reset_day', 'project_cap', 'project_id', 'project_usage']

export function createUsageEndpoint(log: DeliveryLog, time: SandboxTime): Endpoint {
  return {
    method: 'GET',
    path: '/2/usage/tweets',
    limit: 'usage',
    handle: ({ params }) => readUsage(params, log, time.nowMs()),
  }
}

function readUsage(params: URLSearchParams, log: DeliveryLog, nowMs: number): Answer {
  const faults = unknownParameters(params, ['days', 'usage.fields'])
  const days = readInteger(params, 'days', { min: 1, max: 90, fallback: 7 }, faults)
  const fields = readList(params, 'usage.fields', FIELDS, faults) ?? DEFAULT_FIELDS
  if (faults.length > 0) return invalidRequest(faults)
  const usage = Array.from({ length: days }, (_, back) => {
    const day = new Date(nowMs - back * DAY_MS).toISOString().slice(0, 10)
    return { date: `${day}T00:00:00.000Z`, usage: String(log.readsOn(day)) }
  })
  const all: Record<string, unknown> = {
    cap_reset_day: daysUntilNextMonth(nowMs),
    daily_client_app_usage: [{ client_app_id: CLIENT_APP_ID, usage, usage_result_count: days }],
    daily_project_usage: { project_id: PROJECT_ID, usage },
    project_cap: String(PROJECT_CAP),
    project_id: PROJECT_ID,
    project_usage: String(readsOfMonth(log, nowMs)),
  }
  return jsonAnswer({ data: Object.fromEntries(fields.map((name) => [name, all[name]])) })
}

function readsOfMonth(log: DeliveryLog, nowMs: number): number {
  const month = new Date(nowMs).toISOString().slice(0, 8)
  let reads = 0
  for (let day = 1; day <= 31; day++) reads += log.readsOn(month + String(day).padStart(2, '0'))
  return reads
}

function daysUntilNextMonth(nowMs: number): number {
  const now = new Date(nowMs)
  const next = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)
  return Math.ceil((next - nowMs) / DAY_MS)
}
