/**
 * The bodies X answers with when it refuses something. Shapes are X's (docs.x.com, response codes
 * and errors; OpenAPI 2.166 and 2.167); `detail` texts that X does not publish are worded alike.
 */
import type { Answer } from './answer.ts'

export const PROBLEM_BASE = 'https://api.x.com/2/problems/'
const INVALID_REQUEST_DETAIL = 'One or more parameters to your request was invalid.'

/** One thing wrong with a request: which parameters, with the values sent, and X's sentence. */
export interface RequestFault {
  readonly parameters: Readonly<Record<string, readonly string[]>>
  readonly message: string
}

function problem(
  status: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): Answer {
  const text = JSON.stringify(body)
  return { status, text, headers: { 'content-type': 'application/problem+json', ...headers } }
}

function plainProblem(status: number, title: string, detail = title): Answer {
  return problem(status, { title, type: 'about:blank', status, detail })
}

export function invalidRequest(faults: readonly RequestFault[]): Answer {
  return problem(400, {
    errors: faults,
    title: 'Invalid Request',
    detail: INVALID_REQUEST_DETAIL,
    type: `${PROBLEM_BASE}invalid-request`,
  })
}

/** A rule that is to be deleted and is not there: X nests the message. */
export function ruleMissingError(parameters: RequestFault['parameters']): Record<string, unknown> {
  return {
    errors: [{ parameters, message: 'Rule does not exist' }],
    title: 'Invalid Request',
    detail: INVALID_REQUEST_DETAIL,
    type: `${PROBLEM_BASE}invalid-request`,
  }
}

export const unauthorized = (): Answer => plainProblem(401, 'Unauthorized')
export const notFound = (): Answer => plainProblem(404, 'Not Found')
export const methodNotAllowed = (allowed: readonly string[]): Answer => {
  const answer = plainProblem(405, 'Method Not Allowed')
  return { ...answer, headers: { ...answer.headers, allow: allowed.join(', ') } }
}
export const payloadTooLarge = (): Answer => plainProblem(413, 'Payload Too Large')
export const internalError = (): Answer => plainProblem(500, 'Internal Server Error')
const unavailable = (): Answer => plainProblem(503, 'Service Unavailable')
/** The budget is spent, also when the refusal was only ordered. */
const SPENT = { 'x-rate-limit-remaining': '0' }
export const tooManyRequests = (): Answer => {
  const answer = plainProblem(429, 'Too Many Requests')
  return { ...answer, headers: { ...answer.headers, ...SPENT } }
}

export function tooManyConnections(): Answer {
  return problem(429, {
    title: 'ConnectionException',
    detail: 'This stream is currently at the maximum allowed connection limit.',
    connection_issue: 'TooManyConnections',
    type: `${PROBLEM_BASE}streaming-connection`,
  })
}

export function noRules(): Answer {
  return problem(409, {
    title: 'ConnectionException',
    detail:
      'You must define rules for this stream before connecting. See the rules endpoint of the filtered stream.',
    connection_issue: 'RuleConfigurationIssue',
    type: `${PROBLEM_BASE}streaming-connection`,
  })
}

export function ruleCapReached(cap: number): Answer {
  return problem(422, {
    title: 'RulesCapExceeded',
    detail: `You have exceeded the maximum number of rules: this app may have ${cap}.`,
    type: `${PROBLEM_BASE}rule-cap`,
  })
}

export function clientForbidden(): Answer {
  return problem(403, {
    title: 'Client Forbidden',
    reason: 'client-not-enrolled',
    required_enrollment: 'Appropriate Level of API Access',
    detail:
      'When authenticating requests to the X API v2 endpoints, you must use keys and tokens from a developer App that is attached to a Project.',
    registration_url: 'https://developer.x.com/en/docs/projects/overview',
    type: `${PROBLEM_BASE}client-forbidden`,
  })
}

/**
 * Refusals that can be ordered for the next requests (control action `status`): by status, then by
 * variant; the first variant of a status is its default.
 */
export const ORDERED_REFUSALS: Readonly<Record<number, Readonly<Record<string, () => Answer>>>> = {
  401: {
    unauthorized,
    text: () => ({ status: 401, text: 'Unauthorized', headers: { 'content-type': 'text/plain' } }),
  },
  402: {
    'credits-depleted': () =>
      problem(402, {
        detail: 'credits depleted',
        status: 402,
        title: 'Payment Required',
        type: `${PROBLEM_BASE}credits-depleted`,
      }),
    // The account id is a bare number above 2^53 here: written by hand, so that no digit is lost.
    'credits-depleted-old': () => ({
      status: 402,
      text:
        '{"account_id":1700000000000000123,"title":"CreditsDepleted",' +
        '"detail":"Your enrolled account [1700000000000000123] does not have any credits to fulfill this request.",' +
        '"type":"https://api.twitter.com/2/problems/credits"}',
      headers: { 'content-type': 'application/problem+json' },
    }),
  },
  403: {
    'spend-cap': () =>
      problem(403, {
        title: 'Forbidden',
        detail: 'Your monthly spend cap has been reached.',
        type: `${PROBLEM_BASE}spend-cap-reached`,
      }),
    'unsupported-authentication': () =>
      problem(403, {
        title: 'Unsupported Authentication',
        detail:
          'Authenticating with OAuth 2.0 User Context is forbidden for this endpoint.  Supported authentication types are [OAuth 2.0 Application-Only].',
        type: `${PROBLEM_BASE}unsupported-authentication`,
        status: 403,
      }),
    'client-forbidden': clientForbidden,
  },
  429: {
    'rate-limited': tooManyRequests,
    'rate-limited-old': () => ({
      status: 429,
      text: '{"errors":[{"code":88,"message":"Rate limit exceeded"}]}',
      headers: { 'content-type': 'application/json; charset=utf-8', ...SPENT },
    }),
    'too-many-connections': tooManyConnections,
    'usage-capped': () =>
      problem(429, {
        title: 'UsageCapExceeded',
        detail: 'Usage cap exceeded: Monthly product cap',
        period: 'Monthly',
        scope: 'Product',
        type: `${PROBLEM_BASE}usage-capped`,
      }),
  },
  500: { 'internal-error': internalError },
  503: {
    unavailable,
    empty: () => ({ status: 503, text: '', headers: {} }),
    html: () => ({
      status: 503,
      text: '<!DOCTYPE html><html><body><h1>Over capacity</h1></body></html>',
      headers: { 'content-type': 'text/html; charset=utf-8' },
    }),
  },
}
