/** Turns the streams as they stand in the database into `stream` events: one per change of state, wish or problem. */
import type { Stream } from '../domain/stream.ts'
import { wireStream } from '../domain/to-wire.ts'
import type { ChangeLog } from './change-log.ts'
import { sseEvent } from './sse.ts'

/** Counters move with every batch and are no change of state: the page asks for them, the tail does not push them. */
function fingerprint(stream: Stream): string {
  return JSON.stringify([stream.name, stream.desired, stream.state, stream.problem])
}

/** Remembers what was last published; `look` publishes what differs. Answers whether anything did. */
export function createStreamChanges(log: ChangeLog): (streams: readonly Stream[]) => boolean {
  let known = new Map<string, string>()
  return (streams) => {
    const versionBefore = log.version
    const seen = new Map<string, string>()
    for (const stream of streams) {
      const print = fingerprint(stream)
      seen.set(stream.id, print)
      const frame = (): Buffer => sseEvent('stream', wireStream(stream))
      if (known.get(stream.id) !== print) log.publish(stream.id, frame)
      // A browser that connects later is told how the stream stands now, counters included.
      else log.refresh(stream.id, frame)
    }
    for (const id of known.keys()) if (!seen.has(id)) log.remove(id)
    known = seen
    return log.version !== versionBefore
  }
}
