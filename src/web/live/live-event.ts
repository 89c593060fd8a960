/**
 * What arrives on the live connection, decoded. The names are those of the server's events; data that cannot
 * be read is an event of its own kind: counted and passed over, never thrown.
 */
import type { WirePost, WireStream } from '../../domain/wire.ts'

export type LiveEvent =
  | { kind: 'post'; post: WirePost }
  | { kind: 'stream'; stream: WireStream }
  /** A gap opened or healed somewhere: whoever shows coverage asks for it again. */
  | { kind: 'gap' }
  /** The server could not resume from where this page was: posts in between did not come. */
  | { kind: 'reset' }
  | { kind: 'unreadable'; event: string }

export const LIVE_EVENT_NAMES = ['post', 'stream', 'gap', 'reset'] as const
export type LiveEventName = (typeof LIVE_EVENT_NAMES)[number]

export function decodeLiveEvent(name: LiveEventName, data: string): LiveEvent {
  if (name === 'gap' || name === 'reset') return { kind: name }
  const value = parseObject(data)
  if (name === 'post' && isPost(value)) return { kind: 'post', post: value }
  if (name === 'stream' && isStream(value)) return { kind: 'stream', stream: value }
  return { kind: 'unreadable', event: name }
}

function parseObject(data: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** As much as the page cannot do without; the shape as a whole is the API's promise. */
function isPost(value: object): value is WirePost {
  const post = value as Partial<WirePost>
  return (
    typeof post.seq === 'number' &&
    typeof post.id === 'string' &&
    typeof post.network === 'string' &&
    typeof post.text === 'string' &&
    typeof post.author === 'object' &&
    Array.isArray(post.keywords)
  )
}

function isStream(value: object): value is WireStream {
  const stream = value as Partial<WireStream>
  return typeof stream.id === 'string' && typeof stream.state === 'string'
}
