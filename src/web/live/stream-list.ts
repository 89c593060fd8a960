/** The streams topic: a pure reducer over the list that `GET /streams` gave. */
import type { WireStream } from '../../domain/wire.ts'

/** Replaces streams that are known, adds those that are new; a list not read yet stays unread. */
export function mergeStreams(
  list: WireStream[] | undefined,
  changed: readonly WireStream[],
): WireStream[] | undefined {
  if (list === undefined || changed.length === 0) return list
  const latest = new Map(changed.map((stream) => [stream.id, stream]))
  const known = list.map((stream) => latest.get(stream.id) ?? stream)
  const knownIds = new Set(list.map((stream) => stream.id))
  return [...known, ...[...latest.values()].filter((stream) => !knownIds.has(stream.id))]
}
