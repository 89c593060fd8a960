/**
 * The life of a stream as a table: pure and total, so that a new state or event does not compile until every pair is decided.
 *
 *            start            connected          stop           closed
 *  stopped ───────▶ starting ───────────▶ live ───────▶ stopping ───────▶ stopped
 *                     ▲  │                 │
 *                retry│  └──dropped/limited/refused──▶ backing-off | rate-limited | blocked
 *                     └──────────────────────────────────────┘
 *
 * `null` = the event cannot happen in that state: a caller that meets it has a bug (transition throws).
 * Every state has its exit: backing-off and rate-limited by their time, blocked by `start` or a slow probe,
 * starting and live by the connection's end, stopping by the closed socket.
 */
import type { BackoffKind } from '../sources/source.ts'
import type { StreamState } from '../domain/stream.ts'

export const STREAM_EVENTS = [
  'start',
  'connected',
  'dropped',
  'limited',
  'refused',
  'retry',
  'stop',
  'closed',
] as const
/**
 * start: it is to run and a lease is held · connected: the network accepted · dropped/limited/refused: the attempt or
 * connection ended (back-off, rate limit, account trouble) · retry: the wait is over · stop: told to stop or to leave ·
 * closed: socket closed and everything received is committed
 */
export type StreamEvent = (typeof STREAM_EVENTS)[number]

export const TRANSITIONS: Record<StreamState, Record<StreamEvent, StreamState | null>> = {
  stopped: {
    start: 'starting',
    connected: null,
    dropped: null,
    limited: null,
    refused: null,
    retry: null,
    stop: 'stopped',
    closed: 'stopped',
  },
  starting: {
    start: 'starting',
    connected: 'live',
    dropped: 'backing-off',
    limited: 'rate-limited',
    refused: 'blocked',
    retry: null,
    stop: 'stopping',
    closed: null,
  },
  live: {
    start: 'live',
    connected: null,
    dropped: 'backing-off',
    limited: 'rate-limited',
    refused: 'blocked',
    retry: null,
    stop: 'stopping',
    closed: null,
  },
  'backing-off': {
    start: 'starting',
    connected: null,
    dropped: null,
    limited: null,
    refused: null,
    retry: 'starting',
    stop: 'stopping',
    closed: null,
  },
  'rate-limited': {
    start: 'starting',
    connected: null,
    dropped: null,
    limited: null,
    refused: null,
    retry: 'starting',
    stop: 'stopping',
    closed: null,
  },
  blocked: {
    start: 'starting',
    connected: null,
    dropped: null,
    limited: null,
    refused: null,
    retry: 'starting',
    stop: 'stopping',
    closed: null,
  },
  stopping: {
    start: 'stopping',
    connected: null,
    dropped: null,
    limited: null,
    refused: null,
    retry: null,
    stop: 'stopping',
    closed: 'stopped',
  },
}

export function transition(state: StreamState, event: StreamEvent): StreamState {
  const next = TRANSITIONS[state][event]
  if (next === null) throw new Error(`stream event "${event}" cannot happen in state "${state}"`)
  return next
}

/** Which event a failed attempt is, by the row of the back-off table its error belongs to. */
export const EVENT_OF_FAILURE: Record<BackoffKind, StreamEvent> = {
  network: 'dropped',
  http: 'dropped',
  'rate-limit': 'limited',
  blocked: 'refused',
}
