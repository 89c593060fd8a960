/** The open streams of the app, how many there may be, and the history that X shows of them. */
import type { SandboxSettings, SandboxTime } from '../settings.ts'
import type { EndReason, StreamConnection } from './stream-connection.ts'

const MAX_HISTORY = 1000

/** One connection as `GET /2/connections` shows it. */
export interface ConnectionRecord {
  readonly id: string
  readonly endpointName: string
  readonly clientIp: string
  readonly connectedAtMs: number
  readonly disconnectedAtMs: number | null
  readonly disconnectReason: EndReason | null
}

export class StreamConnections {
  readonly #settings: SandboxSettings
  readonly #time: SandboxTime
  readonly #open = new Map<string, StreamConnection>()
  /** Gone, and still counted by X: id → until when, by the clock without skew. */
  readonly #lingering = new Map<
    string,
    { readonly endpointName: string; readonly untilMs: number }
  >()
  #ended: ConnectionRecord[] = []
  #accepted = 0
  #refused = 0
  #maxOpen = 0
  #waitingForClose = new Set<() => void>()

  constructor(settings: SandboxSettings, time: SandboxTime) {
    this.#settings = settings
    this.#time = time
  }

  get open(): StreamConnection[] {
    return [...this.#open.values()]
  }

  get counts(): {
    readonly open: number
    readonly maxOpen: number
    readonly accepted: number
    readonly refused: number
  } {
    return {
      open: this.#open.size,
      maxOpen: this.#maxOpen,
      accepted: this.#accepted,
      refused: this.#refused,
    }
  }

  /** Is there room for one more of this stream? A refusal is counted. */
  admit(endpointName: string): boolean {
    const nowMs = this.#time.steadyMs()
    for (const [id, { untilMs }] of this.#lingering) {
      if (untilMs <= nowMs) this.#lingering.delete(id)
    }
    const counted = [...this.#open.values(), ...this.#lingering.values()].filter(
      (connection) => connection.endpointName === endpointName,
    )
    const isFree = counted.length < this.#settings.maxConnections
    if (!isFree) this.#refused++
    return isFree
  }

  add(connection: StreamConnection): void {
    this.#open.set(connection.id, connection)
    this.#accepted++
    this.#maxOpen = Math.max(this.#maxOpen, this.#open.size)
  }

  closed(connection: StreamConnection, reason: EndReason): void {
    this.#open.delete(connection.id)
    if (this.#settings.lingerMs > 0 && reason !== 'operator_disconnect') {
      this.#lingering.set(connection.id, {
        endpointName: connection.endpointName,
        untilMs: this.#time.steadyMs() + this.#settings.lingerMs,
      })
    }
    this.#ended.push({
      ...recordOf(connection),
      disconnectedAtMs: this.#time.nowMs(),
      disconnectReason: reason,
    })
    if (this.#ended.length > MAX_HISTORY) this.#ended = this.#ended.slice(-MAX_HISTORY / 2)
    for (const resolve of this.#waitingForClose) resolve()
  }

  /** Ends those named (null: all), and forgets the dead ones that still counted; their ids. */
  async end(ids: readonly string[] | null, endpointName: string | null = null): Promise<string[]> {
    const isMeant = (id: string, name: string): boolean =>
      (ids === null || ids.includes(id)) && (endpointName === null || endpointName === name)
    const lingering = [...this.#lingering]
      .filter(([id, each]) => isMeant(id, each.endpointName))
      .map(([id]) => id)
    for (const id of lingering) this.#lingering.delete(id)
    const connections = this.open.filter((each) => isMeant(each.id, each.endpointName))
    for (const connection of connections) connection.end('operator_disconnect')
    await this.#untilClosed(connections)
    return [...connections.map(({ id }) => id), ...lingering]
  }

  /** Newest first. */
  history(status: 'active' | 'inactive' | 'all'): ConnectionRecord[] {
    const active = status === 'inactive' ? [] : this.open.map(recordOf)
    const inactive = status === 'active' ? [] : this.#ended
    return [...inactive, ...active].toReversed()
  }

  /**
   * A reader that takes nothing would keep a polite end waiting for ever: after a moment it is cut.
   */
  async #untilClosed(connections: readonly StreamConnection[]): Promise<void> {
    const timer = setTimeout(() => {
      for (const connection of connections) connection.cut('operator_disconnect')
    }, 500)
    while (connections.some(({ id }) => this.#open.has(id))) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#waitingForClose.add(resolve)
      await promise
      this.#waitingForClose.delete(resolve)
    }
    clearTimeout(timer)
  }
}

function recordOf(connection: StreamConnection): ConnectionRecord {
  return {
    id: connection.id,
    endpointName: connection.endpointName,
    clientIp: connection.clientIp,
    connectedAtMs: connection.openedAtMs,
    disconnectedAtMs: null,
    disconnectReason: null,
  }
}
