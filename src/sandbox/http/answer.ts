/** One whole answer; only the stream writes its body bit by bit. */
export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

export function jsonAnswer(body: unknown, status = 200): Answer {
  return {
    status,
    text: JSON.stringify(body),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  }
}
