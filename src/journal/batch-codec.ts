/**
 * Batches as bytes: one frame is `u32 body length · u32 JSON length · JSON · raw block`. The raw block travels as it is:
 * it was compressed by the collector and is stored by the writer unread.
 */
import type { Batch } from '../domain/batch.ts'
import { asStreamId, type StreamId } from '../domain/ids.ts'
import type { BatchOutcome } from './journal.ts'

export type Frame =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | {
      readonly kind: 'settled'
      readonly streamId: StreamId
      readonly epoch: number
      readonly n: number
      readonly outcome: BatchOutcome['kind']
    }

/** A frame larger than this is not ours: the connection is closed loudly instead of buffering without bound. */
const MAX_FRAME_BYTES = 256 * 1024 * 1024
const HEADER_BYTES = 8

export function encodeFrame(frame: Frame): Buffer {
  const rawBlock = frame.kind === 'batch' ? frame.batch.rawBlock : null
  const plain =
    frame.kind === 'batch' ? { ...frame, batch: { ...frame.batch, rawBlock: null } } : frame
  const json = JSON.stringify(plain)
  const jsonBytes = Buffer.byteLength(json)
  const frameBytes = Buffer.allocUnsafe(HEADER_BYTES + jsonBytes + (rawBlock?.length ?? 0))
  frameBytes.writeUInt32LE(frameBytes.length - HEADER_BYTES, 0)
  frameBytes.writeUInt32LE(jsonBytes, 4)
  frameBytes.write(json, HEADER_BYTES)
  if (rawBlock) frameBytes.set(rawBlock, HEADER_BYTES + jsonBytes)
  return frameBytes
}

function decodeBody(body: Buffer, jsonBytes: number): Frame {
  const frame = JSON.parse(body.toString('utf8', 0, jsonBytes)) as Frame
  if (frame.kind === 'settled') return { ...frame, streamId: asStreamId(frame.streamId) }
  return { kind: 'batch', batch: { ...frame.batch, rawBlock: body.subarray(jsonBytes) } }
}

/** Cuts a byte stream into frames, wherever the reads cut it. Keeps the parts of an unfinished frame in a list: no quadratic copying. */
export class FrameReader {
  #parts: Buffer[] = []
  #buffered = 0
  #needed = HEADER_BYTES

  read(chunk: Buffer): Frame[] {
    const frames: Frame[] = []
    this.#parts.push(chunk)
    this.#buffered += chunk.length
    while (this.#buffered >= this.#needed) {
      const all =
        this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts, this.#buffered)
      this.#parts = [all]
      const bodyBytes = all.readUInt32LE(0)
      if (bodyBytes > MAX_FRAME_BYTES) throw new Error(`journal frame of ${bodyBytes} bytes`)
      this.#needed = HEADER_BYTES + bodyBytes
      if (this.#buffered < this.#needed) break
      frames.push(decodeBody(all.subarray(HEADER_BYTES, this.#needed), all.readUInt32LE(4)))
      this.#buffered -= this.#needed
      this.#parts = this.#buffered > 0 ? [all.subarray(this.#needed)] : []
      this.#needed = HEADER_BYTES
    }
    return frames
  }
}
