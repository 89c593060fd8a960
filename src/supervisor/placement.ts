/**
 * Who is to hold which stream: pure, so that every process computes the same answer from the same rows.
 * Holders that live keep what they hold (a move costs a connection); the rest goes to whoever has least.
 * A stream is moved only when the busiest holds two more than the idlest.
 */
import type { ProcessId, StreamId } from '../domain/ids.ts'

export interface PlacedStream {
  readonly id: StreamId
  readonly owner: ProcessId | null
}

export function placeStreams(
  streams: readonly PlacedStream[],
  collectors: readonly ProcessId[],
): Map<StreamId, ProcessId> {
  const placed = new Map<StreamId, ProcessId>()
  const order = collectors.toSorted()
  if (order.length === 0) return placed
  const held = new Map<ProcessId, StreamId[]>(order.map((id) => [id, []]))
  const sorted = streams.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  for (const { id, owner } of sorted) if (owner) held.get(owner)?.push(id)
  const bySize = (): ProcessId[] =>
    order.toSorted((a, b) => held.get(a)!.length - held.get(b)!.length)
  for (const { id, owner } of sorted) {
    if (owner === null || !held.has(owner)) held.get(bySize()[0]!)!.push(id)
  }
  for (;;) {
    const ranked = bySize()
    const idlest = held.get(ranked[0]!)!
    const busiest = held.get(ranked.at(-1)!)!
    if (busiest.length - idlest.length < 2) break
    idlest.push(busiest.pop()!)
  }
  for (const [collector, ids] of held) for (const id of ids) placed.set(id, collector)
  return placed
}
