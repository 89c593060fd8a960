/** A real server over a real store in a temporary folder, and what the API's tests need to talk to it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { Registry } from 'prom-client'
import { Agent, request as httpRequest } from 'undici'
import { openServer, type ServerOptions } from '../../src/api/server.ts'
import type { Batch, BatchPost } from '../../src/domain/batch.ts'
import { asProcessId, asStreamId, type KeywordId, type StreamId } from '../../src/domain/ids.ts'
import type { Post } from '../../src/domain/post.ts'
import type { Stream } from '../../src/domain/stream.ts'
import type { WakeTopic } from '../../src/domain/wake-topic.ts'
import { ShutdownError } from '../../src/lib/abort.ts'
import { systemClock, type Clock } from '../../src/lib/clock.ts'
import { createLogger } from '../../src/lib/logger.ts'
import { createWake } from '../../src/lib/wake.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'

export const logger = createLogger({ level: 'silent', role: 'test' })
const OWNER = asProcessId('test:1:1')

export interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
  /** Parsed; null when there is no body, or it is not JSON. */
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export interface CallOptions {
  readonly body?: unknown
  /** Sent as it stands, instead of `body`. */
  readonly rawBody?: string
  readonly headers?: Record<string, string>
}

export interface Api extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly store: Store
  readonly clock: Clock
  readonly wake: ReturnType<typeof createWake<WakeTopic>>
  /** Topics published by the API, in order. */
  readonly published: WakeTopic[]
  readonly directory: string
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  /** Closes the server alone; the store stays. */
  closeServer(): Promise<void>
  /** A second server over the same store: what a restart of the server process is. */
  reopenServer(): Promise<void>
}

export type ApiOptions = Partial<Omit<ServerOptions, 'store' | 'wake'>>

export async function openApi(overrides: ApiOptions = {}): Promise<Api> {
  const directory = await mkdtemp(join(tmpdir(), 'magpie-api-'))
  const clock = overrides.clock ?? systemClock
  const databaseUrl = `sqlite:${join(directory, 'magpie.db')}`
  const store = await openStore(databaseUrl, { role: 'writer', logger, clock })
  const published: WakeTopic[] = []
  const wake = createWake<WakeTopic>((topic) => published.push(topic))
  const agent = new Agent()
  const controller = new AbortController()
  const options: ServerOptions = {
    store,
    wake,
    host: '127.0.0.1',
    port: 0,
    password: () => null,
    sessionKey: Buffer.alloc(32, 7),
    publicDir: join(directory, 'no-page'),
    logger,
    clock,
    version: '1.2.3',
    roles: ['server', 'writer', 'collector'],
    processId: asProcessId('host:1:2'),
    stopStream: (id) => stopUnowned(store, id),
    retireSandbox: async () => {},
    sealToken: (token) => ({ sealed: `sealed:${token.length}`, last4: token.slice(-4) }),
    defaultXApiUrl: 'https://api.x.com',
    databaseSizeBytes: () => 4_096,
    metrics: new Registry(),
    ...overrides,
  }
  const discard = async (): Promise<void> => {
    await agent.destroy()
    await store[Symbol.asyncDispose]()
    await rm(directory, { recursive: true, force: true })
  }
  let server = await openServer(options, controller.signal).catch(async (error: unknown) => {
    await discard()
    throw error
  })
  const call = async (method: string, path: string, given: CallOptions = {}): Promise<Answer> => {
    const hasBody = given.body !== undefined || given.rawBody !== undefined
    const response = await httpRequest(`${server.url}${path}`, {
      method,
      dispatcher: agent,
      headers: { ...(hasBody ? { 'content-type': 'application/json' } : {}), ...given.headers },
      ...(hasBody ? { body: given.rawBody ?? JSON.stringify(given.body) } : {}),
    })
    const text = await response.body.text()
    const isJson = String(response.headers['content-type']).includes('json')
    const body: unknown = isJson && text !== '' ? JSON.parse(text) : null
    return { status: response.statusCode, headers: response.headers, text, body }
  }
  return {
    get url() {
      return server.url
    },
    get port() {
      return server.port
    },
    store,
    clock,
    wake,
    published,
    directory,
    call,
    get: (path, headers = {}) => call('GET', path, { headers }),
    closeServer: () => server[Symbol.asyncDispose](),
    async reopenServer() {
      server = await openServer({ ...options, metrics: new Registry() }, controller.signal)
    },
    async [Symbol.asyncDispose]() {
      controller.abort(new ShutdownError('the test is over'))
      await server[Symbol.asyncDispose]()
      await discard()
    },
  }
}

/** What the supervisor does for a stream that nobody holds. */
async function stopUnowned(store: Store, id: StreamId): Promise<Stream> {
  await store.setDesired(id, 'stopped', Date.now())
  const claim = await store.claimStream(id, OWNER, 10_000)
  if (!claim) throw new Error(`stream ${id} is held by somebody`)
  const end = { state: 'stopped', atMs: Date.now(), reason: 'stopped' } as const
  await store.releaseStream(id, claim.stream.epoch, end)
  const stream = await store.readStream(id)
  if (!stream) throw new Error(`stream ${id} is gone`)
  return stream
}

/** A stream that this test holds: what it commits through it is what a collector would. */
export interface Feed {
  readonly streamId: StreamId
  readonly epoch: number
  /** One batch, one transaction, then the hint. Answers the highest seq. */
  commit(posts: readonly FeedPost[]): Promise<number>
  /** Commits without telling anybody: the poll has to find it. */
  commitSilently(posts: readonly FeedPost[]): Promise<number>
  /** As if the batch were made at that time: coverage reaches to it. */
  commitAt(atMs: number, posts: readonly FeedPost[]): Promise<number>
}

export interface FeedPost {
  readonly id: string
  readonly keywordIds?: readonly string[]
  readonly post?: Partial<Post>
  readonly raw?: string
}

export async function openFeed(api: Api, { sandbox = false } = {}): Promise<Feed> {
  const created = await api.store.createStream({
    id: 'feed',
    name: 'Feed',
    network: 'x',
    kind: 'filtered',
    sandbox,
    settings: {
      apiUrl: 'https://x.example',
      partition: null,
      backfillMinutes: null,
      expansions: null,
    },
    token: null,
  })
  const streamId = asStreamId(created.id)
  await api.store.setDesired(streamId, 'running', api.clock.nowMs())
  const claim = await api.store.claimStream(streamId, OWNER, 600_000)
  if (!claim) throw new Error('the feed is held by somebody')
  const { epoch } = claim.stream
  let n = 0
  const commitAt = async (atMs: number, posts: readonly FeedPost[]): Promise<number> => {
    const result = await api.store.appendBatches([batchOf(streamId, epoch, ++n, posts, atMs)])
    return result.lastSeq
  }
  const commitSilently = (posts: readonly FeedPost[]): Promise<number> =>
    commitAt(api.clock.nowMs(), posts)
  return {
    streamId,
    epoch,
    commitAt,
    commitSilently,
    async commit(posts) {
      const lastSeq = await commitSilently(posts)
      api.wake.publish('committed')
      return lastSeq
    },
  }
}

function batchOf(
  streamId: StreamId,
  epoch: number,
  n: number,
  posts: readonly FeedPost[],
  nowMs: number,
): Batch {
  const raws = posts.flatMap(({ raw }) => (raw === undefined ? [] : [raw]))
  let rawIndex = 0
  return {
    streamId,
    epoch,
    n,
    cursor: null,
    received: posts.length,
    posts: posts.map((given): BatchPost => ({
      post: postOf(given, nowMs),
      receivedAtMs: nowMs,
      keywordIds: (given.keywordIds ?? []) as readonly KeywordId[],
      rawIndex: given.raw === undefined ? null : rawIndex++,
      recovered: false,
    })),
    rejects: [],
    rawBlock:
      raws.length > 0 ? zstdCompressSync(raws.map((raw) => `${raw}\n`).join('')) : new Uint8Array(),
    rawLineCount: raws.length,
    coverage: n === 1 ? [{ atMs: nowMs, state: 'live', reason: null }] : [],
    coveredUntilMs: nowMs,
    lagMs: 0,
    postsPerSecond: 1,
  }
}

function postOf({ id, post }: FeedPost, nowMs: number): Post {
  return {
    network: 'x',
    id,
    url: `https://x.com/ada/status/${id}`,
    author: { id: '7', handle: 'ada', name: 'Ada' },
    text: `Post number ${id}`,
    lang: 'en',
    kind: 'post',
    createdAtMs: nowMs,
    hashtags: [],
    mentions: [],
    urls: [],
    media: [],
    refs: [],
    metrics: {},
    edited: null,
    withheld: null,
    ...post,
  }
}
