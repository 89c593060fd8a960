/**
 * How fast the store takes posts, alone: `node test/bench/store-append.ts [posts]`. Prints, asserts nothing.
 * Batches of 250 lines, 4,000 posts a transaction as the writer has them; making them is not part of the time.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { asProcessId } from '../../src/domain/ids.ts'
import { createLogger } from '../../src/lib/logger.ts'
import { openStore } from '../../src/store/open-store.ts'
import { SyntheticStream } from './synthetic-posts.ts'

const POSTS_PER_COMMIT = 4_000
const POSTS_PER_BATCH = 250

const total = Number(process.argv[2] ?? 400_000)
const folder = mkdtempSync(join(tmpdir(), 'magpie-bench-'))
const path = join(folder, 'bench.db')
try {
  await run()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function run(): Promise<void> {
  const store = await openStore(`sqlite:${path}`, {
    role: 'writer',
    logger: createLogger({ level: 'silent', role: 'bench' }),
  })
  const keywordIds = []
  for (const query of ['market', 'rain', 'train', 'price']) {
    const write = await store.createKeyword({ query, label: null, networks: null })
    if (write.kind === 'written') keywordIds.push(write.keyword.id)
  }
  const { id } = await store.createStream({
    id: 'x',
    name: 'x',
    network: 'x',
    kind: 'filtered',
    sandbox: true,
    settings: { apiUrl: '', partition: null, backfillMinutes: null, expansions: null },
    token: null,
  })
  await store.setDesired(id, 'running', Date.now())
  const claim = await store.claimStream(id, asProcessId('bench'), 1e9)
  const stream = new SyntheticStream({
    streamId: id,
    epoch: claim!.stream.epoch,
    keywordIds,
    startMs: Date.now() - 3_600_000,
    postsPerSecond: 20_000,
    seed: 1,
  })
  const commitsMs: number[] = []
  const cpusMs: number[] = []
  let lineBytes = 0
  for (let done = 0; done < total; done += POSTS_PER_COMMIT) {
    const batches = Array.from({ length: POSTS_PER_COMMIT / POSTS_PER_BATCH }, () =>
      stream.nextBatch(POSTS_PER_BATCH),
    )
    lineBytes += sum(batches.map((batch) => batch.rawBlock.length))
    const startedAt = performance.now()
    const cpu = process.cpuUsage()
    await store.appendBatches(batches)
    const { user, system } = process.cpuUsage(cpu)
    cpusMs.push((user + system) / 1000)
    commitsMs.push(performance.now() - startedAt)
  }
  const lastCommits = commitsMs.slice(-10)
  const indexCpu = process.cpuUsage()
  const indexStartedAt = performance.now()
  while ((await store.indexPending()) > 0);
  const indexMs = performance.now() - indexStartedAt
  const { user, system } = process.cpuUsage(indexCpu)
  const sizeBefore = statSync(path).size
  while ((await store.compactRaw({ maxBlocks: 512 })) > 0);
  const rssMb = process.memoryUsage().rss / 1e6
  await store[Symbol.asyncDispose]()
  const ms = sum(commitsMs)
  const sorted = commitsMs.toSorted((a, b) => a - b)
  console.table({
    'posts stored': total,
    'posts/s': Math.round((total * 1000) / ms),
    'posts/s, last ten commits': Math.round(
      (lastCommits.length * POSTS_PER_COMMIT * 1000) / sum(lastCommits),
    ),
    'CPU µs a post': round1((sum(cpusMs) * 1000) / total),
    'CPU µs a post, last ten commits': round1(
      (sum(cpusMs.slice(-10)) * 1000) / (lastCommits.length * POSTS_PER_COMMIT),
    ),
    'commit of 4,000, median ms': Math.round(sorted[Math.floor(sorted.length / 2)]!),
    'commit of 4,000, longest ms': Math.round(sorted.at(-1)!),
    'index afterwards, posts/s': Math.round((total * 1000) / indexMs),
    'index afterwards, CPU µs a post': round1((user + system) / total),
    'bytes a post before compaction': Math.round(sizeBefore / total),
    'bytes a post after it': Math.round(usedBytes() / total),
    'of these raw lines': Math.round(lineBytes / total),
    'rss MB (making the posts included)': Math.round(rssMb),
  })
}

/** Without pages that are free for what comes next. */
function usedBytes(): number {
  using file = new DatabaseSync(path, { readOnly: true })
  const read = (name: string): number => file.prepare(`PRAGMA ${name}`).get()![name] as number
  return (read('page_count') - read('freelist_count')) * read('page_size')
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

function round1(value: number): number {
  return Math.round(value * 10) / 10
}
