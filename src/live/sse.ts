/** Text of Server-Sent Events, as bytes ready for a socket. */

/** One event. `data` becomes one line of JSON; `id` is what a browser sends back as Last-Event-ID. */
export function sseEvent(event: string, data: unknown, id?: number): Buffer {
  const idLine = id === undefined ? '' : `id: ${id}\n`
  return Buffer.from(`event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`)
}

/**
 * Moves the browser's Last-Event-ID without an event: a block without data is never dispatched, but its id is kept.
 * So a browser whose filter lets little through does not come back with a position from yesterday.
 */
export function ssePosition(seq: number, line: string): Buffer {
  return Buffer.from(`${line}\nid: ${seq}\n\n`)
}
