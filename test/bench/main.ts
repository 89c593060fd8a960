/** `npm run bench`: prints the figures of docs/performance.md for this machine, asserts nothing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { apiOf, descendantsOf, startProgram, until } from '../support/program.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const KEYWORDS = ['coffee', 'weather', 'football', 'music']
const WARM_UP_POSTS = 50_000
const ROUNDS = 5
const ROUND_MS = 5_000

interface Row {
  readonly figure: string
  readonly value: string
}

async function startSandboxProcess(): Promise<{ url: string; token: string } & AsyncDisposable> {
  const child = spawn(
    process.execPath,
    [`${ROOT}/src/main.ts`, 'sandbox', '--port', '0', '--rate', '0'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const [, url, token] = /^sandbox listening on (\S+) token=(\S+)$/.exec(line) ?? []
  return {
    url: url!,
    token: token!,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** Resident memory of a process tree, MB. Pss counts a page shared by n processes as 1/n. */
function treeMemoryMb(pid: number): { rss: number; pss: number } {
  let rss = 0
  let pss = 0
  for (const id of [pid, ...descendantsOf(pid)]) {
    const text = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8')
    rss += Number(/^Rss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024
    pss += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024
  }
  return { rss: Math.round(rss), pss: Math.round(pss) }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const range = (values: readonly number[]): string =>
  `${median(values).toLocaleString('en')} [${Math.min(...values).toLocaleString('en')}–${Math.max(...values).toLocaleString('en')}]`

async function socketToCommit(): Promise<Row[]> {
  await using sandbox = await startSandboxProcess()
  await using program = await startProgram({
    env: {
      MAGPIE_X_BEARER_TOKEN: sandbox.token,
      MAGPIE_X_API_URL: sandbox.url,
      MAGPIE_LOG_LEVEL: 'error',
    },
  })
  const api = apiOf(program.url)
  for (const query of KEYWORDS) await api.addKeyword(query)
  const stored = async (): Promise<number> => (await api.stream('x')).stored
  await until(async () => (await stored()) > WARM_UP_POSTS, 'the warm-up')
  const rates: number[] = []
  const rss: number[] = []
  const pss: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = { posts: await stored(), atMs: performance.now() }
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS))
    const posts = (await stored()) - before.posts
    rates.push(Math.round((posts / (performance.now() - before.atMs)) * 1000))
    const memory = treeMemoryMb(program.process.pid!)
    rss.push(memory.rss)
    pss.push(memory.pss)
  }
  const { database } = await api.system()
  const bytesPerPost = Math.round((database.sizeBytes ?? 0) / (await stored()))
  return [
    {
      figure: 'socket to commit, posts/s (SQLite, raw kept, 4 keywords, sandbox on the same cores)',
      value: range(rates),
    },
    {
      figure: 'memory of the tree meanwhile, MB RSS (shared pages counted in each process)',
      value: range(rss),
    },
    { figure: 'memory of the tree meanwhile, MB PSS', value: range(pss) },
    { figure: 'bytes on disk a post, write-ahead log included', value: String(bytesPerPost) },
  ]
}

async function startToFirstPost(): Promise<Row> {
  const seconds: number[] = []
  for (let round = 0; round < 3; round++) {
    const startedAt = performance.now()
    await using program = await startProgram({
      env: { MAGPIE_SANDBOX: 'on', MAGPIE_LOG_LEVEL: 'error' },
    })
    const api = apiOf(program.url)
    await until(async () => (await api.stream('sandbox')).stored > 0, 'the first stored post')
    seconds.push(Math.round(performance.now() - startedAt) / 1000)
  }
  return { figure: 'start to first stored post, s', value: range(seconds) }
}

/** What a browser loads before it can show the first page: the document and what it names, not the lazy chunks. */
function pageSize(): Row {
  const html = readFileSync(`${ROOT}/dist/web/index.html`, 'utf8')
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path!)
  const bytes = [html, ...files.map((path) => readFileSync(`${ROOT}/dist/web${path}`))].map(
    (body) => gzipSync(body, { level: 6 }).length,
  )
  const total = bytes.reduce((sum, size) => sum + size, 0)
  return { figure: 'first load of the page, KB gzip', value: (total / 1024).toFixed(1) }
}

function print(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ figure }) => figure.length))
  for (const { figure, value } of rows) console.log(`${figure.padEnd(width)}  ${value}`)
}

console.log(
  `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]!.toFixed(2)}, Node ${process.version}`,
)
console.log(`median [min–max] of ${ROUNDS} rounds of ${ROUND_MS / 1000} s\n`)
print([...(await socketToCommit()), await startToFirstPost(), pageSize()])
