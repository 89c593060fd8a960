/** Reading a JSON body: small, whole, and of the right type, or the answer that refuses it. */
import type { IncomingMessage } from 'node:http'
import type { Answer } from './answer.ts'
import { invalidRequest, payloadTooLarge } from './problems.ts'

const MAX_BODY_BYTES = 5 * 1024 * 1024

export type JsonBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly answer: Answer }

export async function readJsonBody(request: IncomingMessage): Promise<JsonBody> {
  const chunks: Buffer[] = []
  let byteLength = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteLength += chunk.length
    // Read on without keeping it: leaving the loop would cut the socket before the answer.
    if (byteLength <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  if (byteLength > MAX_BODY_BYTES) return { kind: 'refused', answer: payloadTooLarge() }
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return refused('Requests with bodies must have content-type of application/json.')
  }
  try {
    return { kind: 'json', value: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
  } catch {
    return refused('The request body is not valid JSON.')
  }
}

function refused(message: string): JsonBody {
  return { kind: 'refused', answer: invalidRequest([{ parameters: {}, message }]) }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
