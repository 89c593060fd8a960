/**
 * The latest event per key, in the order of the changes. A reader remembers one number and gets what changed since;
 * several changes of one key between two reads come as the last one. Memory is bounded by the number of keys kept.
 */
export class ChangeLog {
  readonly #maxKeys: number
  readonly #entries = new Map<string, { version: number; frame: () => Buffer }>()
  #version = 0

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys
  }

  /** Number of the newest change; 0 before the first. */
  get version(): number {
    return this.#version
  }

  /** `frame` is made when somebody reads it. */
  publish(key: string, frame: () => Buffer): void {
    // Deleted first, so that the map's own order stays the order of the changes.
    this.#entries.delete(key)
    this.#entries.set(key, { version: ++this.#version, frame })
    if (this.#entries.size > this.#maxKeys) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest)
        break
      }
    }
  }

  /** No change to tell, but whoever reads the last one from now on gets this. */
  refresh(key: string, frame: () => Buffer): void {
    const entry = this.#entries.get(key)
    if (entry) entry.frame = frame
  }

  remove(key: string): void {
    this.#entries.delete(key)
  }

  readAfter(version: number): Buffer[] {
    if (version === this.#version) return []
    const frames: Buffer[] = []
    for (const entry of this.#entries.values()) {
      if (entry.version > version) frames.push(entry.frame())
    }
    return frames
  }
}
