/** Carries out a control action; see control-action.ts for what each one does. */
import { PROBLEM_BASE } from '../http/problems.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import type { RuleBook } from '../rules/rule-book.ts'
import type { SandboxSettings } from '../settings.ts'
import type { Feed } from '../stream/feed.ts'
import type { StreamConnection } from '../stream/stream-connection.ts'
import type { StreamConnections } from '../stream/stream-connections.ts'
import type { ControlAction, DisconnectType } from './control-action.ts'
import type { OrderedRefusals } from './ordered-refusals.ts'

export interface ControlParts {
  readonly settings: SandboxSettings
  readonly connections: StreamConnections
  readonly refusals: OrderedRefusals
  readonly limits: RateLimits
  readonly rules: RuleBook
  readonly feed: Feed
}

type Name = ControlAction['action']
type Handler<K extends Name> = (
  action: ControlAction & { action: K },
  parts: ControlParts,
) => number

/** How many streams it touched, or posts it made. */
export function applyControl(action: ControlAction, parts: ControlParts): number {
  const affected = (HANDLERS[action.action] as Handler<Name>)(action, parts)
  parts.feed.wake()
  return affected
}

const HANDLERS: { readonly [K in Name]: Handler<K> } = {
  disconnect: (_, parts) => onEach(parts, (stream) => stream.end('server_disconnect')),
  reset: (_, parts) => onEach(parts, (stream) => stream.cut('server_disconnect')),
  stall: (_, parts) => onEach(parts, (stream) => stream.stall(true)),
  unstall: (_, parts) => onEach(parts, (stream) => stream.stall(false)),
  drip: ({ bytes }, parts) => onEach(parts, (stream) => stream.cutIntoPieces(bytes)),
  inject({ base64 }, parts) {
    const bytes = Buffer.from(base64, 'base64')
    return onEach(parts, (stream) => stream.write(bytes))
  },
  'in-stream-error'({ disconnectType, close }, parts) {
    const line = Buffer.from(`${JSON.stringify(inStreamError(disconnectType))}\r\n`)
    return onEach(parts, (stream) => {
      stream.write(line)
      if (close) stream.end('server_disconnect')
    })
  },
  status: (action, { refusals }) => {
    refusals.add(action)
    return 0
  },
  'rate-limit'({ endpoint, limit }, { settings, limits }) {
    limits.reset(endpoint)
    return set(settings, { rateLimits: { ...settings.rateLimits, [endpoint]: limit } })
  },
  'max-connections': ({ connections }, { settings }) =>
    set(settings, { maxConnections: connections }),
  rate: ({ postsPerSecond }, { settings }) => set(settings, { postsPerSecond }),
  pause: (_, { settings }) => set(settings, { paused: true }),
  resume: (_, { settings }) => set(settings, { paused: false }),
  emit: ({ posts }, { feed }) => feed.emit(posts),
  'rule-delay-ms': ({ ms }, { settings }) => set(settings, { ruleDelayMs: ms }),
  'rules-cap': ({ rules }, { settings }) => set(settings, { rulesCap: rules }),
  'forget-rules'(_, { rules }) {
    for (const rule of rules.list()) rules.delete(rule)
    return 0
  },
  'linger-ms': ({ ms }, { settings }) => set(settings, { lingerMs: ms }),
  'skew-ms': ({ ms }, { settings }) => set(settings, { skewMs: ms }),
  'keep-alive-ms'({ ms }, parts) {
    set(parts.settings, { keepAliveMs: ms })
    return onEach(parts, (stream) => stream.setKeepAlive(ms))
  },
  'buffer-bytes': ({ bytes }, { settings }) => set(settings, { maxBufferedBytes: bytes }),
}

function onEach({ connections }: ControlParts, act: (stream: StreamConnection) => void): number {
  const { open } = connections
  for (const stream of open) act(stream)
  return open.length
}

function set(settings: SandboxSettings, changes: Partial<SandboxSettings>): number {
  Object.assign(settings, changes)
  return 0
}

function inStreamError(disconnectType: DisconnectType): unknown {
  const upstream = disconnectType.startsWith('Upstream') ? ' upstream' : ''
  return {
    errors: [
      {
        title: 'operational-disconnect',
        disconnect_type: disconnectType,
        detail: `This stream has been disconnected${upstream} for operational reasons.`,
        type: `${PROBLEM_BASE}operational-disconnect`,
      },
    ],
  }
}
