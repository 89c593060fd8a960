/** One X account, asked what it allows: token, clock, rate limits, rules, connections. Reads only. No secret is in what it says. */
import type { SourceError } from '../sources/source.ts'
import type { XAccount, XConnectionRecord } from '../sources/x/read-account.ts'
import { finding, type Finding } from './finding.ts'

/** Beyond it X's 401s are explained by the clock; from the second on lag and resets are off. */
const BAD_SKEW_MS = 60_000
const NOTABLE_SKEW_MS = 2_000
const LOW_LIMIT_RATIO = 0.1
const SHOWN_DISCONNECTS = 3

/** `name`: of the stream, or where else the token is from. */
export function judgeAccount(name: string, account: XAccount, activeKeywords: number): Finding[] {
  const found = [judgeToken(name, account.refusal)]
  const clock = judgeClock(name, account.clockSkewMs)
  if (clock) found.push(clock)
  if (account.rules) found.push(judgeRules(name, account.rules, activeKeywords))
  for (const { endpoint, remaining, limit } of account.rateLimits) {
    const subject = `${name}, rate limit of ${endpoint}`
    const left = `${remaining} of ${limit} requests left in this window`
    found.push(
      remaining < limit * LOW_LIMIT_RATIO
        ? finding('warn', subject, `${left}.`, 'see whether another program uses the same X app.')
        : finding('ok', subject, left),
    )
  }
  if (account.connections) found.push(judgeConnections(name, account.connections))
  return found
}

/** X could not be asked at all: no network, no such host, no whole answer. */
export function judgeUnreachable(name: string, error: SourceError): Finding {
  return finding(
    'fail',
    `${name}, X`,
    `${error.message} (${error.code})`,
    error.action ?? 'check the internet connection.',
  )
}

function judgeToken(name: string, refusal: SourceError | null): Finding {
  const subject = `${name}, token`
  if (refusal === null) return finding('ok', subject, 'an app-only bearer token, and X accepts it')
  // A rate limit ends by itself: the token was not the trouble.
  const level = refusal.backoff === 'blocked' ? 'fail' : 'warn'
  return finding(level, subject, `${refusal.message} (${refusal.code})`, refusal.action)
}

function judgeClock(name: string, skewMs: number | null): Finding | null {
  if (skewMs === null) return null
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  const subject = `${name}, clock`
  if (seconds * 1000 < NOTABLE_SKEW_MS) return finding('ok', subject, 'agrees with X')
  const level = Math.abs(skewMs) > BAD_SKEW_MS ? 'fail' : 'warn'
  const detail = `${seconds} s ${skewMs < 0 ? 'behind' : 'ahead of'} X's.`
  return finding(
    level,
    subject,
    detail,
    "set this machine's clock; switch time synchronisation on.",
  )
}

function judgeRules(
  name: string,
  { used, cap }: { used: number; cap: number },
  activeKeywords: number,
): Finding {
  const subject = `${name}, rules`
  const use = `${used} of ${cap} in use`
  if (activeKeywords > cap) {
    return finding(
      'fail',
      subject,
      `${use}, and ${activeKeywords} keywords are active.`,
      'pause keywords, join some with OR, or choose a larger plan.',
    )
  }
  if (used >= cap) {
    return finding(
      'warn',
      subject,
      `${use}: a new keyword finds no room.`,
      'pause keywords, or delete rules of other programs.',
    )
  }
  return finding('ok', subject, use)
}

function judgeConnections(name: string, records: readonly XConnectionRecord[]): Finding {
  const open = records.filter(({ disconnectedAt }) => disconnectedAt === null)
  const ended = records.filter(({ disconnectedAt }) => disconnectedAt !== null)
  const last = ended
    .slice(0, SHOWN_DISCONNECTS)
    .map((each) => `${each.stream} ${each.disconnectReason ?? 'ended'} at ${each.disconnectedAt}`)
  const history = last.length === 0 ? 'none ended lately' : `last ended: ${last.join('; ')}`
  return finding('ok', `${name}, connections`, `${open.length} open now; ${history}`)
}
