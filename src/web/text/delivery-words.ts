/** Whether a keyword's posts arrive, in words: one line per stream, one for the keyword as a whole. */
import type { WireDelivery, WireKeyword, WireStream } from '../../domain/wire.ts'
import type { Tone } from './stream-words.ts'

export interface DeliveryLine {
  key: string
  tone: Tone
  /** `Live`, `Pending`, `Rejected` … */
  word: string
  /** Why, or where: the stream's name, the network's reason. */
  detail: string
}

/** Never empty: a keyword without a stream says so. */
export function describeDeliveries(
  keyword: WireKeyword,
  streams: readonly WireStream[],
): DeliveryLine[] {
  if (!keyword.active) {
    return [{ key: 'paused', tone: 'idle', word: 'Paused', detail: 'not tracked until resumed' }]
  }
  if (keyword.delivery.length === 0) {
    const detail = streams.length === 0 ? 'no stream yet' : 'not yet on any stream'
    return [{ key: 'none', tone: streams.length === 0 ? 'bad' : 'busy', word: 'Waiting', detail }]
  }
  return keyword.delivery.map((delivery) =>
    describeDelivery(delivery, streams.find((stream) => stream.id === delivery.streamId) ?? null),
  )
}

function describeDelivery(delivery: WireDelivery, stream: WireStream | null): DeliveryLine {
  const name = stream?.name ?? delivery.streamId
  const because = (fallback: string): string => delivery.problem ?? fallback
  const key = delivery.streamId
  switch (delivery.status) {
    case 'live':
      return isFlowing(stream)
        ? { key, tone: 'good', word: 'Live', detail: name }
        : { key, tone: 'warning', word: 'Interrupted', detail: `${name} is not connected` }
    case 'pending':
      return { key, tone: 'busy', word: 'Pending', detail: `being set up on ${name}` }
    case 'rejected':
      return { key, tone: 'bad', word: 'Rejected', detail: because(`${name} refuses the query`) }
    case 'waiting':
      return { key, tone: 'warning', word: 'Waiting', detail: because(`no room left on ${name}`) }
    case 'stopped':
      return { key, tone: 'idle', word: 'Stopped', detail: `${name} is stopped` }
  }
}

/** A rule that is in place delivers nothing while its stream's connection is down. */
function isFlowing(stream: WireStream | null): boolean {
  return stream === null || stream.state === 'live'
}

export function keywordName(keyword: Pick<WireKeyword, 'label' | 'query'>): string {
  return keyword.label === null || keyword.label === '' ? keyword.query : keyword.label
}
