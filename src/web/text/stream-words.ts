/** A stream's state in words a person understands, and what to make of it at a glance. */
import type { WireStream } from '../../domain/wire.ts'
import { formatDuration, formatMoment, formatRelative } from './format-time.ts'

/** good: data flows · busy: on its way · warning: waits, recovers by itself · bad: somebody has to do something · idle */
export type Tone = 'good' | 'busy' | 'warning' | 'bad' | 'idle'

export interface StateWords {
  tone: Tone
  headline: string
  /** What follows the headline; empty when there is nothing to add. */
  detail: string
}

export function describeStream(stream: WireStream, nowMs: number): StateWords {
  const sinceMs = Date.parse(stream.since)
  const forMs = Math.max(0, nowMs - sinceMs)
  switch (stream.state) {
    case 'live':
      // It lives, and there is something to look at: far fewer posts than before, say.
      return {
        tone: stream.problem === null ? 'good' : 'warning',
        headline: 'Live',
        detail: describeLastByte(stream, nowMs),
      }
    case 'starting':
      return { tone: 'busy', headline: 'Connecting', detail: `for ${formatDuration(forMs)}` }
    case 'backing-off':
      return { tone: 'warning', headline: 'Reconnecting', detail: describeRetry(stream, nowMs) }
    case 'rate-limited':
      return {
        tone: 'warning',
        headline: 'Waiting for the rate limit',
        detail: describeRetry(stream, nowMs),
      }
    case 'blocked':
      return { tone: 'bad', headline: 'Blocked', detail: `since ${formatMoment(sinceMs, nowMs)}` }
    case 'stopping':
      return {
        tone: 'busy',
        headline: 'Stopping',
        detail: 'waiting until the connection is closed',
      }
    case 'stopped':
      return stream.desired === 'running'
        ? { tone: 'busy', headline: 'Starting', detail: 'waiting for a collector' }
        : { tone: 'idle', headline: 'Stopped', detail: `since ${formatMoment(sinceMs, nowMs)}` }
  }
}

function describeLastByte(stream: WireStream, nowMs: number): string {
  if (stream.lastByteAt === null) return 'no byte yet'
  return `last byte ${formatRelative(Math.min(Date.parse(stream.lastByteAt), nowMs), nowMs)}`
}

function describeRetry(stream: WireStream, nowMs: number): string {
  const retryAt = stream.problem?.retryAt ?? null
  if (retryAt === null) return 'trying again shortly'
  const retryAtMs = Date.parse(retryAt)
  return retryAtMs <= nowMs
    ? 'trying again now'
    : `trying again ${formatRelative(retryAtMs, nowMs)}`
}

const NETWORK_NAMES = { x: 'X', bluesky: 'Bluesky', mastodon: 'Mastodon' } as const

export function networkName(network: WireStream['network']): string {
  return NETWORK_NAMES[network]
}

const KIND_NAMES = {
  filtered: 'filtered stream',
  sample: 'sample stream (1 %)',
  sample10: 'sample stream (10 %)',
  firehose: 'firehose',
  'firehose-en': 'firehose in English',
  'firehose-ja': 'firehose in Japanese',
  'firehose-ko': 'firehose in Korean',
  'firehose-pt': 'firehose in Portuguese',
  jetstream: 'Jetstream',
  public: 'public timeline',
  hashtag: 'hashtag stream',
} as const

/** `X filtered stream`. */
export function describeStreamKind(stream: WireStream): string {
  const part = stream.partition === null ? '' : `, partition ${stream.partition}`
  const kind = `${NETWORK_NAMES[stream.network]} ${KIND_NAMES[stream.kind]}${part}`
  return stream.sandbox ? `Stand-in for the ${kind}; its posts are simulated` : kind
}
