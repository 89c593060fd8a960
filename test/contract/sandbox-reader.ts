/**
 * A bare reader of the sandbox for its contract tests: real requests, and a stream as the bytes
 * that came.
 */
import { Agent, request, type Dispatcher } from 'undici'
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts'

export const TOKEN = 'sandbox-test-token'
export const RULES_PATH = '/2/tweets/search/stream/rules'
export const STREAM_PATH = '/2/tweets/search/stream'
const ALL_FIELDS =
  'tweet.fields=attachments,author_id,conversation_id,created_at,edit_controls,entities,geo,in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets,withheld' +
  '&expansions=author_id,attachments.media_keys,attachments.poll_ids,entities.mentions.username,geo.place_id,in_reply_to_user_id,referenced_tweets.id,referenced_tweets.id.author_id,referenced_tweets.id.attachments.media_keys' +
  '&user.fields=created_at,description,public_metrics,verified&media.fields=alt_text,height,preview_image_url,type,url,width&poll.fields=duration_minutes,end_datetime,voting_status&place.fields=country_code'

export type Json = Record<string, unknown>

export interface Answered {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
  readonly json: Json
}

/**
 * A sandbox on a free port, quiet unless told otherwise: posts come when they are asked for
 * (`emit`).
 */
export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const sandbox = await openSandbox({
    port: 0,
    rate: 20,
    seed: 1,
    token: TOKEN,
    replayFile: null,
    ...options,
  })
  return new TestSandbox(sandbox)
}

export class TestSandbox implements AsyncDisposable {
  readonly sandbox: Sandbox
  /** Own sockets for each test: what one breaks, the next does not inherit. */
  readonly #agent = new Agent({ connections: 32 })

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
  }

  async send(
    method: Dispatcher.HttpMethod,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> {
    const answer = await request(this.sandbox.url + path, {
      method,
      dispatcher: this.#agent,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.body.text()
    const json = text.startsWith('{') ? (JSON.parse(text) as Json) : {}
    return { status: answer.statusCode, headers: answer.headers, text, json }
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answered> {
    return this.send('GET', path, undefined, headers)
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    return this.send('POST', path, body, headers)
  }

  /** Adds rules and answers their ids. */
  async addRules(...values: string[]): Promise<string[]> {
    const { json } = await this.post(RULES_PATH, {
      add: values.map((value) => ({ value, tag: `tag ${value}` })),
    })
    return (json['data'] as { id: string }[]).map(({ id }) => id)
  }

  async control(action: Json): Promise<Json> {
    const { status, json, text } = await this.post('/sandbox/control', action)
    if (status !== 200) throw new Error(`control refused: ${text}`)
    return json
  }

  /** Opens the stream; throws when it is refused. */
  async openStream(query = ALL_FIELDS, path = STREAM_PATH): Promise<StreamReader> {
    const answer = await request(`${this.sandbox.url}${path}?${query}`, {
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'identity' },
      bodyTimeout: 0,
    })
    if (answer.statusCode !== 200) {
      throw new Error(`stream refused: ${answer.statusCode} ${await answer.body.text()}`)
    }
    return new StreamReader(answer)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy()
    await this.sandbox[Symbol.asyncDispose]()
  }
}

/** Collects what the stream sends; every wait is for something that must come. */
export class StreamReader {
  readonly headers: Dispatcher.ResponseData['headers']
  readonly chunks: Buffer[] = []
  /** The error that ended the stream, `end` when it ended well; null while it is open. */
  ended: Error | 'end' | null = null
  readonly #body: Dispatcher.ResponseData['body']
  #wake: () => void = () => {}

  constructor(answer: Dispatcher.ResponseData) {
    this.headers = answer.headers
    this.#body = answer.body
    answer.body.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk)
      this.#wake()
    })
    answer.body.on('end', () => this.#finish('end'))
    answer.body.on('error', (error: Error) => this.#finish(error))
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks)
  }

  /** Whole lines so far, keep-alives as empty ones. */
  get lines(): string[] {
    return this.bytes.toString('utf8').split('\r\n').slice(0, -1)
  }

  get posts(): Json[] {
    return this.lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Json)
  }

  pause(): void {
    this.#body.pause()
  }

  resume(): void {
    this.#body.resume()
  }

  /**
   * Resolves once `isReached`; the test's time-out is the limit. Fails when the stream ends before.
   */
  async until(isReached: (reader: StreamReader) => boolean): Promise<void> {
    while (!isReached(this)) {
      if (this.ended !== null) throw new Error(`the stream ended: ${String(this.ended)}`)
      await this.#change()
    }
  }

  async untilEnded(): Promise<Error | 'end'> {
    while (this.ended === null) await this.#change()
    return this.ended
  }

  async takePosts(count: number): Promise<Json[]> {
    await this.until(({ posts }) => posts.length >= count)
    return this.posts.slice(0, count)
  }

  close(): void {
    this.#body.destroy()
  }

  #finish(how: Error | 'end'): void {
    this.ended ??= how
    this.#wake()
  }

  #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    return promise
  }
}

/** Resolves with the first truthy answer; the test's time-out is the limit. */
export async function eventually<T>(
  probe: () => Promise<T | false | null> | T | false | null,
): Promise<T> {
  for (;;) {
    const answer = await probe()
    if (answer) return answer
    await new Promise((resolve) => setImmediate(resolve))
  }
}
