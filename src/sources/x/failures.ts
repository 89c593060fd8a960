/**
 * Every way the X API can fail us: one stable code, one sentence, one thing a person can do, one row of the back-off
 * table. `{…}` in a sentence is filled in by errors.ts. Codes go to clients and logs: never rename one.
 */
import type { BackoffKind } from '../source.ts'

export interface Failure {
  readonly detail: string
  /** Null when waiting is enough. */
  readonly action: string | null
  readonly backoff: BackoffKind
}

export const X_FAILURES = {
  'x.unauthorized': {
    detail: 'X does not accept the bearer token (401).',
    action:
      'Copy the bearer token from the X developer console again, unchanged: without line breaks and without decoding its %2B or %3D.',
    backoff: 'blocked',
  },
  'x.malformed-token': {
    detail:
      'The bearer token cannot be sent: it is empty, or has spaces, line breaks or other characters no token has.',
    action: 'Copy the bearer token from the X developer console again, without line breaks.',
    backoff: 'blocked',
  },
  'x.clock-skew': {
    detail: "X refused the request (401), and this machine's clock is {skew} X's.",
    action:
      "Set this machine's clock (switch time synchronisation on), then start the stream again.",
    backoff: 'blocked',
  },
  'x.credits-depleted': {
    detail: 'The X account has no credits left (402): X delivers nothing until it has.',
    action: 'Add credits in the X developer console, then start the stream again.',
    backoff: 'blocked',
  },
  'x.spend-cap': {
    detail: "The X account's monthly spending limit is reached (403).",
    action: 'Raise the spending limit in the X developer console, or wait for the next month.',
    backoff: 'blocked',
  },
  'x.usage-capped': {
    detail: 'The X project has read as many posts as its plan allows in this period.',
    action: 'Wait for the next period, or change the plan in the X developer console.',
    backoff: 'blocked',
  },
  'x.wrong-token-kind': {
    detail: "This is a user's token: X opens streams for an app's bearer token only (403).",
    action: "Use the app's bearer token (OAuth 2.0 application-only) from the X developer console.",
    backoff: 'blocked',
  },
  'x.tier': {
    detail: "The X app's access level does not include this (403).",
    action:
      'Attach the app to a project in the X developer console, or choose a plan that includes this.',
    backoff: 'blocked',
  },
  'x.forbidden': {
    detail: 'X forbids this request (403).',
    action: 'Look at the state of the app and the account in the X developer console.',
    backoff: 'blocked',
  },
  'x.provisioning': {
    detail: 'X is still setting up the access of this app.',
    action: null,
    backoff: 'http',
  },
  'x.no-rules': {
    detail: 'X opens a filtered stream only for an app that has at least one rule (409).',
    action: 'Add a keyword.',
    backoff: 'http',
  },
  'x.invalid-rules': {
    detail: "X does not accept the app's rules as they are (409).",
    action:
      'Look at the keywords that are not live, and at rules that other programs gave this app.',
    backoff: 'http',
  },
  'x.rate-limited': {
    detail: 'Too many requests to X in its time window (429).',
    action: null,
    backoff: 'rate-limit',
  },
  'x.too-many-connections': {
    detail: 'X counts another connection of this app, and allows no more (429).',
    action:
      'If another program uses the same X app, stop it or give it an app of its own. A connection of ours that is still counted is released by itself.',
    backoff: 'rate-limit',
  },
  'x.invalid-request': {
    detail: 'X does not accept the request as it is.',
    action:
      "Look at the stream's settings: fields, expansions, partition and backfill have to fit the X plan.",
    backoff: 'blocked',
  },
  'x.not-found': {
    detail: 'There is no such X API endpoint at this address ({status}).',
    action: 'Check the address of the X API (MAGPIE_X_API_URL).',
    backoff: 'blocked',
  },
  'x.unavailable': {
    detail: 'X has trouble of its own ({status}).',
    action: null,
    backoff: 'http',
  },
  'x.unexpected-answer': {
    detail: 'The answer is not one of the X API ({status}).',
    action:
      'Check the address of the X API (MAGPIE_X_API_URL), and whether a proxy or the log-in page of a network stands between.',
    backoff: 'http',
  },
  'x.dns': {
    detail: 'The address of the X API could not be resolved ({cause}).',
    action: "Check the internet connection and the name server's settings.",
    backoff: 'network',
  },
  'x.tls': {
    detail: 'No secure connection to X could be made ({cause}).',
    action:
      "Check this machine's clock and certificates, and whether a proxy inspects encrypted traffic.",
    backoff: 'http',
  },
  'x.network': {
    detail: 'The connection to X failed ({cause}).',
    action: null,
    backoff: 'network',
  },
  'x.stalled': {
    detail:
      'Not a byte came from X for {seconds} s, although it sends a sign of life every 20 s: the connection was dead.',
    action: null,
    backoff: 'network',
  },
  'x.closed': {
    detail:
      'X closed the connection without a word; perhaps someone else connected with the same X app.',
    action: null,
    backoff: 'network',
  },
  'x.disconnected': {
    detail: 'X ended the stream: {reason}.',
    action: null,
    backoff: 'network',
  },
} as const satisfies Record<string, Failure>

export type XErrorCode = keyof typeof X_FAILURES

export interface DisconnectReason {
  readonly reason: string
  readonly action: string | null
  readonly backoff: BackoffKind
}

/** `disconnect_type` of the problem X sends inside a stream before it closes. */
export const X_DISCONNECTS: Readonly<Record<string, DisconnectReason>> = {
  OperationalDisconnect: { reason: 'for operational reasons', action: null, backoff: 'network' },
  UpstreamOperationalDisconnect: {
    reason: 'for operational reasons upstream',
    action: null,
    backoff: 'network',
  },
  UpstreamUncleanDisconnect: {
    reason: 'its own source broke off',
    action: null,
    backoff: 'network',
  },
  ForceDisconnect: {
    reason: 'by force, because of another connection of this app or because it was read too slowly',
    action: 'If another program uses the same X app, stop it or give it an app of its own.',
    backoff: 'network',
  },
  SlowReader: {
    reason: 'it was read too slowly',
    action:
      'Look at the load of this machine and of the database; fewer or narrower keywords help.',
    backoff: 'network',
  },
  InternalError: { reason: 'an internal error of X', action: null, backoff: 'http' },
  ClientApplicationStateDegraded: {
    reason: 'the state of the X app or of its account does not allow it any more',
    action: 'Look at the state of the app and the account in the X developer console.',
    backoff: 'http',
  },
  InvalidRules: {
    reason: "the app's rules are not valid",
    action:
      'Look at the keywords that are not live, and at rules that other programs gave this app.',
    backoff: 'http',
  },
  PackageUpgraded: {
    reason: 'the plan of the X account was upgraded',
    action: null,
    backoff: 'network',
  },
  PackageDowngraded: {
    reason: 'the plan of the X account was downgraded',
    action: 'Check what the plan allows in the X developer console.',
    backoff: 'http',
  },
}
