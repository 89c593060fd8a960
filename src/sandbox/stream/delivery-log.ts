/**
 * Which posts were written to a stream, in order; tests compare them with what was stored. Bounded,
 * oldest forgotten first.
 */
const MAX_IDS = 100_000

export class DeliveryLog {
  #ids: string[] = []
  #forgotten = 0
  readonly #postsByDay = new Map<string, number>()

  add(ids: readonly string[], atMs: number): void {
    for (const id of ids) this.#ids.push(id)
    if (this.#ids.length > 2 * MAX_IDS) {
      this.#forgotten += this.#ids.length - MAX_IDS
      this.#ids = this.#ids.slice(-MAX_IDS)
    }
    this.countReads(ids.length, atMs)
  }

  /** Posts handed out by other endpoints: X bills them all alike. */
  countReads(posts: number, atMs: number): void {
    const day = new Date(atMs).toISOString().slice(0, 10)
    this.#postsByDay.set(day, (this.#postsByDay.get(day) ?? 0) + posts)
  }

  get total(): number {
    return this.#forgotten + this.#ids.length
  }

  /**
   * Ids after the first `after` deliveries, at most `limit`; `firstIndex` is higher than `after`
   * when some are forgotten.
   */
  slice(after: number, limit: number): { readonly firstIndex: number; readonly ids: string[] } {
    const firstIndex = Math.max(after, this.#forgotten)
    const start = firstIndex - this.#forgotten
    return { firstIndex, ids: this.#ids.slice(start, start + limit) }
  }

  /** Posts read on a day, `YYYY-MM-DD` in UTC. */
  readsOn(day: string): number {
    return this.#postsByDay.get(day) ?? 0
  }
}
