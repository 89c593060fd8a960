/**
 * One open stream: writes lines and keep-alives, says when its reader is behind, and carries the
 * faults that were ordered for it (silence, small pieces, an abrupt end).
 */
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { FieldSelection } from '../posts/field-selection.ts'

const KEEP_ALIVE = Buffer.from('\r\n')
/** More than this waiting in small pieces: the feed waits too. */
const MAX_PIECES_BYTES = 64 * 1024

/** As X reports it in the connection history. */
export type EndReason =
  | 'client_disconnect'
  | 'operator_disconnect'
  | 'server_disconnect'
  | 'slow_reader'

export interface StreamConnectionOptions {
  /** Which of X's streams it is: its name under `/2/connections/…`. */
  readonly endpointName: string
  readonly response: ServerResponse
  readonly selection: FieldSelection
  readonly clientIp: string
  readonly openedAtMs: number
  readonly keepAliveMs: number
  /** The reader has caught up. */
  readonly onDrain: () => void
  /** Once, after the socket is closed, whoever closed it. */
  readonly onClose: (connection: StreamConnection, reason: EndReason) => void
}

export class StreamConnection {
  readonly id = randomUUID()
  readonly endpointName: string
  readonly selection: FieldSelection
  readonly clientIp: string
  readonly openedAtMs: number
  readonly #response: ServerResponse
  readonly #onDrain: () => void
  #keepAlive: NodeJS.Timeout
  #endReason: EndReason = 'client_disconnect'
  #isEnding = false
  #isFull = false
  #isStalled = false
  /** Bytes of one piece; 0: lines are written whole. */
  #pieceBytes = 0
  #pieces: Buffer[] = []
  #piecesBytes = 0
  #isPieceUnderWay = false

  constructor(options: StreamConnectionOptions) {
    this.endpointName = options.endpointName
    this.selection = options.selection
    this.clientIp = options.clientIp
    this.openedAtMs = options.openedAtMs
    this.#response = options.response
    this.#onDrain = options.onDrain
    this.#keepAlive = this.#startKeepAlive(options.keepAliveMs)
    options.response.on('drain', () => {
      this.#isFull = false
      if (!this.isBlocked) this.#onDrain()
    })
    options.response.once('close', () => {
      this.#isEnding = true
      clearInterval(this.#keepAlive)
      options.onClose(this, this.#endReason)
    })
  }

  /** The reader has not taken what it was sent: nothing more is written for now. */
  get isBlocked(): boolean {
    return this.#isFull || this.#piecesBytes > MAX_PIECES_BYTES
  }

  /** Lines sent now reach the socket. */
  get isReceiving(): boolean {
    return !this.#isStalled && !this.#isEnding
  }

  /** Bytes that were written and not yet taken by the operating system. */
  get bufferedBytes(): number {
    return this.#response.writableLength + this.#piecesBytes
  }

  write(bytes: Buffer): void {
    if (!this.isReceiving) return
    if (this.#pieceBytes > 0 || this.#pieces.length > 0) this.#queuePieces(bytes)
    else if (!this.#response.write(bytes)) this.#isFull = true
  }

  setKeepAlive(keepAliveMs: number): void {
    clearInterval(this.#keepAlive)
    this.#keepAlive = this.#startKeepAlive(keepAliveMs)
  }

  /** Says nothing at all from now on, keep-alives included, and keeps the socket. */
  stall(isStalled: boolean): void {
    this.#isStalled = isStalled
    if (isStalled) return
    this.#writePiece()
    this.#onDrain()
  }

  /** Every write has this many bytes from now on; 0: whole lines again. */
  cutIntoPieces(pieceBytes: number): void {
    this.#pieceBytes = pieceBytes
  }

  /** Closes in good order: everything written arrives first. */
  end(reason: EndReason): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#endReason = reason
    const rest = Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#response.end(rest)
  }

  /** Cuts the socket; what was not taken yet is lost. */
  cut(reason: EndReason): void {
    this.#isEnding = true
    this.#endReason = reason
    const { socket } = this.#response
    if (socket) socket.resetAndDestroy()
    else this.#response.destroy()
  }

  #startKeepAlive(keepAliveMs: number): NodeJS.Timeout {
    return setInterval(() => {
      if (!this.isBlocked) this.write(KEEP_ALIVE)
    }, keepAliveMs).unref()
  }

  #queuePieces(bytes: Buffer): void {
    this.#pieces.push(bytes)
    this.#piecesBytes += bytes.length
    this.#writePiece()
  }

  /**
   * The next piece goes out when the one before has left: pieces that lie together would travel as
   * one.
   */
  #writePiece(): void {
    const [first, ...others] = this.#pieces
    if (!first || this.#isPieceUnderWay || !this.isReceiving) return
    const size = this.#pieceBytes || first.length
    const rest = first.subarray(size)
    this.#pieces = rest.length > 0 ? [rest, ...others] : others
    this.#piecesBytes -= first.length - rest.length
    this.#isPieceUnderWay = true
    this.#response.write(first.subarray(0, size), () => {
      this.#isPieceUnderWay = false
      this.#writePiece()
      if (!this.isBlocked) this.#onDrain()
    })
  }
}
