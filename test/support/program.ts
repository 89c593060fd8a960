/**
 * The real program as a test starts it: real processes, real sockets, a database of its own in a temporary folder,
 * free ports, ended by pid. Everything a scenario waits for is an event or a condition, never a length of time.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import type {
  WireKeyword,
  WirePage,
  WirePost,
  WireStream,
  WireSystem,
} from '../../src/domain/wire.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = join(ROOT, 'src', 'main.ts')

/** Resolves with the first truthy answer of `probe`, asked again and again; the test's own time-out is the limit. */
export async function until<T>(
  probe: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  what: string,
): Promise<T> {
  const startedAt = performance.now()
  for (;;) {
    const answer = await probe()
    if (answer) return answer
    if (performance.now() - startedAt > 60_000) throw new Error(`waited a minute for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export interface Program extends AsyncDisposable {
  readonly url: string
  readonly folder: string
  readonly databasePath: string
  readonly process: ChildProcess
  /** Everything the program has logged, one JSON object a line. */
  readonly log: () => string
  /** Ends with SIGTERM, answers the exit code and how long it took. */
  stop(): Promise<{ code: number | null; tookMs: number }>
}

export interface StartOptions {
  /** Keeps the database of an earlier start. */
  readonly folder?: string
  readonly env?: Record<string, string>
  readonly args?: readonly string[]
}

/** `magpie start` with a database in `folder`, not waited for. */
export function spawnStart(
  folder: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
) {
  return spawn(process.execPath, [MAIN, 'start', ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      MAGPIE_PORT: '0',
      MAGPIE_DATABASE_URL: `sqlite:${join(folder, 'magpie.db')}`,
      MAGPIE_SANDBOX: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Starts `magpie start` and waits for its address. */
export async function startProgram(options: StartOptions = {}): Promise<Program> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'magpie-scenario-'))
  const databasePath = join(folder, 'magpie.db')
  const child = spawnStart(folder, options.env, options.args)
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  const url = await addressOf(child, () => log)
  const stop = async (): Promise<{ code: number | null; tookMs: number }> => {
    const startedAt = performance.now()
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    }
    return { code: child.exitCode, tookMs: performance.now() - startedAt }
  }
  return {
    url,
    folder,
    databasePath,
    process: child,
    log: () => log,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function addressOf(child: ChildProcess, log: () => string): Promise<string> {
  const lines = createInterface({ input: child.stdout! })
  const address = Promise.withResolvers<string>()
  lines.on('line', (line) => {
    const match = /^Magpie is running: (\S+)$/.exec(line)
    if (match) address.resolve(match[1]!)
  })
  child.on('exit', (code) =>
    address.reject(new Error(`magpie start ended with ${code}:\n${log()}`)),
  )
  return address.promise
}

/** Runs a command to its end. */
export async function runCommand(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** The API as a script uses it. */
export function apiOf(url: string) {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }
  return {
    get: <T>(path: string) => call<T>('GET', path),
    post: <T>(path: string, body: unknown = {}) => call<T>('POST', path, body),
    patch: <T>(path: string, body: unknown) => call<T>('PATCH', path, body),
    delete: <T>(path: string) => call<T>('DELETE', path),
    stream: (id: string) => call<WireStream>('GET', `/streams/${id}`),
    keyword: (id: string) => call<WireKeyword>('GET', `/keywords/${id}`),
    addKeyword: (query: string) => call<WireKeyword>('POST', '/keywords', { query }),
    system: () => call<WireSystem>('GET', '/system'),
    /** Every stored post, oldest first by seq. */
    async allPosts(): Promise<WirePost[]> {
      const posts: WirePost[] = []
      for (let cursor = ''; ;) {
        const page = await call<WirePage<WirePost>>('GET', `/posts?limit=1000${cursor}`)
        posts.push(...page.data)
        if (page.nextCursor === null) return posts.toSorted((a, b) => a.seq - b.seq)
        cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
      }
    },
  }
}

/** Pids of all processes below `pid`, from /proc: for "nothing left behind". */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended while we looked.
    }
  }
  const found: number[] = []
  const visit = (parent: number): void => {
    for (const [child, itsParent] of parents) {
      if (itsParent !== parent) continue
      found.push(child)
      visit(child)
    }
  }
  visit(pid)
  return found
}

export function isAlive(pid: number): boolean {
  return (
    existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  )
}
