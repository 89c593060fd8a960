/**
 * Bytes of a connection that have come and have not been taken yet.
 *
 * Node's streams throw away what they hold when their connection breaks: a consumer that was busy for a moment would
 * lose posts that had arrived, and X does not send them again. Here the end, good or bad, comes after the last byte.
 * Bounded: when it is full the connection is to be paused, and the network's own window holds the sender back.
 */

export interface ChunkQueue {
  push(chunk: Buffer): void
  /** No more will come: null when the stream ended in good order. The first call counts. */
  end(error: unknown): void
  /**
   * Everything that is there, once something is; null after the end in good order. Rejects with the error of the end.
   * One taker at a time.
   */
  take(): Promise<readonly Buffer[] | null>
}

export function createChunkQueue(options: {
  maxBytes: number
  /** `maxBytes` or more are waiting: pause the connection. */
  onFull: () => void
  /** Everything was taken after that: go on. */
  onRoom: () => void
}): ChunkQueue {
  let chunks: Buffer[] = []
  let bytes = 0
  let isFull = false
  let end: { readonly error: unknown } | null = null
  let wake: (() => void) | null = null

  return {
    push(chunk) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= options.maxBytes && !isFull) {
        isFull = true
        options.onFull()
      }
      wake?.()
    },
    end(error) {
      end ??= { error }
      wake?.()
    },
    async take() {
      if (chunks.length === 0 && end === null) {
        // Woken by the first chunk, it goes on after all chunks of the same read are here.
        await new Promise<void>((resolve) => (wake = resolve))
        wake = null
      }
      if (chunks.length > 0) {
        const taken = chunks
        chunks = []
        bytes = 0
        if (isFull) {
          isFull = false
          options.onRoom()
        }
        return taken
      }
      if (end !== null && end.error !== null) throw end.error
      return null
    },
  }
}
