/**
 * A fresh store on each database, and hand-made posts and batches, for the store's contract suites.
 * `DIALECTS=sqlite` in the environment narrows the matrix; a new database does not compile until it is in FRESH.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'

import type { Batch, BatchPost } from '../../src/domain/batch.ts'
import {
  asProcessId,
  asStreamId,
  type KeywordId,
  type ProcessId,
  type StreamId,
} from '../../src/domain/ids.ts'
import type { Keyword } from '../../src/domain/keyword.ts'
import type { Post } from '../../src/domain/post.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { createLogger } from '../../src/lib/logger.ts'
import { openStore, type OpenStoreOptions } from '../../src/store/open-store.ts'
import type { Store, StreamInput } from '../../src/store/store.ts'

export const logger = createLogger({ level: 'silent', role: 'test' })

type DialectName = 'sqlite'

/** Makes an empty database; answers its address and how to take it away. */
const FRESH = {
  sqlite: () => {
    const folder = mkdtempSync(join(tmpdir(), 'magpie-store-'))
    const remove = (): void => rmSync(folder, { recursive: true, force: true })
    return { url: `sqlite:${join(folder, 'magpie.db')}`, remove }
  },
} satisfies Record<DialectName, () => { url: string; remove: () => void }>

const wanted = process.env['DIALECTS']?.split(',')
export const DIALECTS = (Object.keys(FRESH) as DialectName[]).filter(
  (name) => wanted === undefined || wanted.includes(name),
)

/** The time at which test clocks stand: in the middle of an hour, so that hours around it are ragged. 2026-11-20T10:30:00Z. */
export const START = Date.UTC(2026, 10, 20, 10, 30)
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const OWNER = asProcessId('host:1:1')
export const OTHER = asProcessId('host:2:2')

/** A clock that stands still until told. */
export class TestClock implements Clock {
  #nowMs = START
  nowMs(): number {
    return this.#nowMs
  }
  set(nowMs: number): void {
    this.#nowMs = nowMs
  }
  advance(ms: number): void {
    this.#nowMs += ms
  }
}

export interface TestStore extends AsyncDisposable {
  readonly store: Store
  readonly url: string
  readonly clock: TestClock
  /** Another handle on the same database, as another process has one. */
  open(options?: Partial<OpenStoreOptions>): Promise<Store>
}

export async function openFresh(dialect: DialectName): Promise<TestStore> {
  const { url, remove } = FRESH[dialect]()
  const clock = new TestClock()
  const handles: Store[] = []
  const open = async (options: Partial<OpenStoreOptions> = {}): Promise<Store> => {
    const handle = await openStore(url, { role: 'writer', logger, clock, ...options })
    handles.push(handle)
    return handle
  }
  const store = await open()
  return {
    store,
    url,
    clock,
    open,
    async [Symbol.asyncDispose]() {
      for (const handle of handles) await handle[Symbol.asyncDispose]()
      remove()
    },
  }
}

export async function addKeyword(store: Store, query: string): Promise<Keyword> {
  const write = await store.createKeyword({ query, label: null, networks: null })
  if (write.kind !== 'written') throw new Error(`${query}: ${write.kind}`)
  return write.keyword
}

export const STREAM: StreamInput = {
  id: 'x',
  name: 'X',
  network: 'x',
  kind: 'filtered',
  sandbox: false,
  settings: {
    apiUrl: 'https://api.x.com',
    partition: null,
    backfillMinutes: null,
    expansions: null,
  },
  token: { sealed: 'sealed-token', last4: 'abcd' },
}

/** A stream that is wanted, claimed by OWNER, and live from `atMs` on. */
export async function addRunningStream(
  store: Store,
  atMs: number,
  id = 'x',
): Promise<{ id: StreamId; epoch: number }> {
  const stream = await store.createStream({ ...STREAM, id })
  await store.setDesired(stream.id, 'running', atMs)
  return { id: stream.id, epoch: await claim(store, stream.id) }
}

export async function claim(store: Store, id: StreamId, owner: ProcessId = OWNER): Promise<number> {
  const claimed = await store.claimStream(id, owner, 15_000)
  if (!claimed) throw new Error(`${id} is held by somebody else`)
  return claimed.stream.epoch
}

let nextPostId = 1_700_000_000_000_000_000n

export function makePost(changes: Partial<Post> = {}): Post {
  const id = changes.id ?? String(nextPostId++)
  const author = changes.author ?? { id: '42', handle: 'Magda', name: 'Magda M.' }
  return {
    network: 'x',
    id,
    url: `https://x.com/${author.handle}/status/${id}`,
    author,
    text: 'a post',
    lang: 'en',
    kind: 'post',
    createdAtMs: START,
    hashtags: [],
    mentions: [],
    urls: [],
    media: [],
    refs: [],
    metrics: {},
    edited: null,
    withheld: null,
    ...changes,
  }
}

export type PostEntry = Partial<Post> & { keywords?: readonly KeywordId[]; raw?: string }

/** A batch of these posts; each with a raw line (its id as JSON, unless given). */
export function makeBatch(
  stream: { id: StreamId; epoch: number },
  n: number,
  entries: readonly PostEntry[],
  changes: Partial<Batch> = {},
): Batch {
  const lines: string[] = []
  const posts: BatchPost[] = entries.map(({ keywords = [], raw, ...fields }, rawIndex) => {
    const post = makePost(fields)
    lines.push(raw ?? JSON.stringify({ data: { id: post.id, text: post.text } }))
    const receivedAtMs = post.createdAtMs + 500
    return { post, receivedAtMs, keywordIds: keywords, rawIndex, recovered: false }
  })
  const lastMs = posts.at(-1)?.receivedAtMs ?? null
  return {
    streamId: asStreamId(stream.id),
    epoch: stream.epoch,
    n,
    cursor: posts.at(-1)?.post.id ?? null,
    received: posts.length,
    posts,
    rejects: [],
    rawBlock: zstdCompressSync(lines.map((line) => `${line}\n`).join('')),
    rawLineCount: lines.length,
    coverage: [],
    coveredUntilMs: lastMs,
    lagMs: posts.length > 0 ? 500 : null,
    postsPerSecond: posts.length,
    ...changes,
  }
}

/** Everything up to date, as an idle writer leaves it. */
export async function settle(store: Store): Promise<void> {
  while ((await store.indexPending()) > 0);
}
