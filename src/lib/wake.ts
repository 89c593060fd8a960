/**
 * A wake-up is a hint that lowers latency, never the truth: whoever is woken reads the truth (SQL)
 * and would have found it a little later by polling. Losing one loses nothing.
 */
export interface Wake<Topic extends string> {
  publish(topic: Topic): void
  /** Returns the function that ends the subscription. */
  subscribe(topic: Topic, listener: () => void): () => void
}

export function createWake<Topic extends string>(
  onPublish: (topic: Topic) => void = () => {},
): Wake<Topic> & {
  /** Delivers a hint that came from elsewhere, without publishing it again. */
  deliver(topic: Topic): void
} {
  const listeners = new Map<Topic, Set<() => void>>()
  const deliver = (topic: Topic): void => {
    for (const listener of listeners.get(topic) ?? []) listener()
  }
  return {
    deliver,
    publish(topic) {
      deliver(topic)
      onPublish(topic)
    },
    subscribe(topic, listener) {
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set)
      set.add(listener)
      return () => void set.delete(listener)
    },
  }
}
