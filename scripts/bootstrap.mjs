#!/usr/bin/env node
/**
 * What `npm start` and `npm test` run first, on whatever Node (18 or later) the machine has: installs the exact versions
 * of the lock file when they are missing or stale (among them the pinned Node), builds the page when it is missing or
 * older than its sources, then hands over to the pinned Node. Says what it is doing; does nothing twice.
 *
 * Plain JavaScript without dependencies, because it runs before there are any.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const isWindows = process.platform === 'win32'
const PINNED_NODE = join(ROOT, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node')
const INSTALLED_MARK = join(ROOT, 'node_modules', '.magpie-installed')
const PAGE = join(ROOT, 'dist', 'web', 'index.html')
const PAGE_MARK = join(ROOT, 'dist', 'web-sources')
/** What the page is made of; a change in one of these makes it stale. */
const PAGE_SOURCES = ['src/web', 'src/domain', 'package-lock.json']

const say = (text) => process.stderr.write(`magpie: ${text}\n`)

function fail(text) {
  say(text)
  process.exit(1)
}

function installIfNeeded() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
  const installed = existsSync(INSTALLED_MARK) ? readFileSync(INSTALLED_MARK, 'utf8') : ''
  if (installed === wanted && existsSync(PINNED_NODE)) return
  say('installing the exact versions of the lock file (once, about half a minute) …')
  const result = spawnSync(
    isWindows ? 'npm.cmd' : 'npm',
    ['ci', '--no-fund', '--no-audit', '--loglevel=error'],
    {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
      shell: isWindows,
    },
  )
  if (result.error)
    fail(`npm could not be started (${result.error.message}): install Node with npm and try again.`)
  if (result.status !== 0)
    fail(
      'npm ci failed; its message is above. Check the network and the free disk space, then try again.',
    )
  if (!existsSync(PINNED_NODE))
    fail('the pinned Node was not installed: run `npm ci` and look at its messages.')
  writeFileSync(INSTALLED_MARK, wanted)
}

/** A fingerprint of names, sizes and times: enough to see an edit, cheap enough for every start. */
function pageFingerprint() {
  const hash = createHash('sha256')
  const add = (path) => {
    const stat = statSync(path)
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name))
    else hash.update(`${path.slice(ROOT.length)} ${stat.size} ${stat.mtimeMs}\n`)
  }
  for (const source of PAGE_SOURCES) add(join(ROOT, source))
  return hash.digest('hex')
}

function buildPageIfNeeded() {
  const wanted = pageFingerprint()
  if (existsSync(PAGE) && existsSync(PAGE_MARK) && readFileSync(PAGE_MARK, 'utf8') === wanted)
    return
  say('building the page …')
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
  const result = spawnSync(PINNED_NODE, [vite, 'build', 'src/web', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  })
  if (result.status !== 0) fail('the page could not be built; the message is above.')
  mkdirSync(dirname(PAGE_MARK), { recursive: true })
  writeFileSync(PAGE_MARK, wanted)
}

/** Runs the pinned Node with this process's terminal; its end is our end, our end is its end (the channel tells it). */
function handOver(args) {
  const child = spawn(PINNED_NODE, args, {
    cwd: ROOT,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'magpie-compile'),
      ...process.env,
    },
  })
  // Ctrl-C reaches the child by itself; a signal to this process alone has to be passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal))
  // npm's shell ends on a signal without passing it on: an orphan knows by its parent's number.
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 250).unref()
  child.on('error', (error) => fail(`the pinned Node could not be started: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}

const [task = 'start', ...args] = process.argv.slice(2)
installIfNeeded()
switch (task) {
  case 'install':
    break
  case 'build':
    buildPageIfNeeded()
    break
  case 'test':
    buildPageIfNeeded()
    handOver([join(ROOT, 'scripts', 'run-tests.ts'), ...args])
    break
  default:
    buildPageIfNeeded()
    handOver([join(ROOT, 'src', 'main.ts'), task, ...args])
}
