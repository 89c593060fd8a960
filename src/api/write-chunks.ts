import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { isCausedBy } from '../lib/abort.ts'

/**
 * Writes an endless answer. The next chunk is asked for only when the socket has taken the one before, so a reader that
 * does not read costs one chunk of memory. Returns when the chunks end or the signal fires; does not end the response.
 */
export async function writeChunks(
  chunks: AsyncIterable<Buffer>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      if (!response.write(chunk)) await once(response, 'drain', { signal })
    }
  } catch (error) {
    if (!isCausedBy(error, signal)) throw error
  }
}
