/** `GET /2/usage/tweets`: how many posts X says the project has read in its cycle. Free, 50 requests in 15 minutes. */
import type { NetworkUsage } from '../../domain/usage.ts'
import { asCount, asRecord } from '../json.ts'
import { refusedError } from './errors.ts'
import { readJsonBody } from './problems.ts'
import type { XHttp } from './x-http.ts'

/** Null when this host or account has no such answer; throws SourceError when X did not answer, or refused the token. */
export async function readXUsage(http: XHttp, signal: AbortSignal): Promise<NetworkUsage | null> {
  const answer = await http.call({ method: 'GET', path: '/2/usage/tweets' }, signal)
  const nowMs = http.clock.nowMs()
  if ([400, 403, 404, 405].includes(answer.status)) return null
  if (answer.status !== 200) throw refusedError(answer, { nowMs, secret: http.token() })
  const data = asRecord(asRecord(readJsonBody(answer.body))?.data)
  const posts = asCount(data?.project_usage)
  if (posts === null) return null
  return {
    readAtMs: nowMs,
    posts,
    cap: asCount(data?.project_cap),
    capResetDay: asCount(data?.cap_reset_day),
  }
}
