/** A small reader of Server-Sent Events, as EventSource reads them, for tests. */
import { Agent, request } from 'undici'

export interface SseEvent {
  readonly event: string
  /** Last id seen up to and with this event. */
  readonly id: string
  readonly data: string
}

export interface SseReader extends AsyncDisposable {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  /** Everything dispatched so far. */
  readonly events: readonly SseEvent[]
  readonly comments: readonly string[]
  readonly lastEventId: string
  /** True once the server has ended the response. */
  readonly hasEnded: boolean
  /** Resolves as soon as `condition` holds; rejects when the response ends before. */
  until(condition: (reader: SseReader) => boolean): Promise<void>
  /** Resolves when the server ends the response. */
  ended(): Promise<void>
  /** Parsed data of all events of that name. */
  // oxlint-disable-next-line typescript/no-explicit-any
  dataOf(event: string): any[]
}

/** Opens the response; it is read until it ends or the reader is disposed (which closes the connection). */
export async function openSse(
  url: string,
  headers: Record<string, string> = {},
): Promise<SseReader> {
  const agent = new Agent({ bodyTimeout: 0 })
  const response = await request(url, {
    dispatcher: agent,
    headers: { accept: 'text/event-stream', ...headers },
  })
  const events: SseEvent[] = []
  const comments: string[] = []
  let lastEventId = headers['last-event-id'] ?? ''
  let hasEnded = false
  const waiters = new Set<() => void>()

  const takeBlock = (block: string): void => {
    const fields = { event: 'message', data: [] as string[] }
    for (const line of block.split('\n')) {
      const separator = line.indexOf(':')
      const name = line.slice(0, separator)
      const value = line.slice(separator + 1).replace(/^ /, '')
      if (name === '') comments.push(value)
      else if (name === 'id') lastEventId = value
      else if (name === 'event') fields.event = value
      else if (name === 'data') fields.data.push(value)
    }
    if (fields.data.length > 0) {
      events.push({ event: fields.event, id: lastEventId, data: fields.data.join('\n') })
    }
  }

  const read = async (): Promise<void> => {
    let rest = ''
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body) {
        rest += decoder.decode(chunk as Buffer, { stream: true })
        const blocks = rest.split('\n\n')
        rest = blocks.pop() ?? ''
        blocks.forEach(takeBlock)
        for (const wake of waiters) wake()
      }
    } catch {
      // The reader closed the connection itself, or the server did: `hasEnded` says so either way.
    }
    hasEnded = true
    for (const wake of waiters) wake()
  }
  const reading = read()

  const reader: SseReader = {
    status: response.statusCode,
    headers: response.headers,
    events,
    comments,
    get lastEventId() {
      return lastEventId
    },
    get hasEnded() {
      return hasEnded
    },
    async until(condition) {
      while (!condition(reader)) {
        if (hasEnded) throw new Error('the response ended before the condition held')
        const { promise, resolve } = Promise.withResolvers<void>()
        waiters.add(resolve)
        await promise
        waiters.delete(resolve)
      }
    },
    ended: () => reading,
    dataOf: (event) =>
      events.filter((one) => one.event === event).map((one) => JSON.parse(one.data)),
    async [Symbol.asyncDispose]() {
      await agent.destroy()
      await reading
    },
  }
  return reader
}
