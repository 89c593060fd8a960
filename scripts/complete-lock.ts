/**
 * `npm run lock`: run after every change of dependencies. npm leaves platform packages out of the lock file that its
 * registry does not offer (a mirror that carries one platform, say), and `npm ci` then refuses the file everywhere.
 * Their names say for which platform they are, so the entries can be written without asking.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface LockEntry {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

const PLATFORM = /(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|win32|wasm32)-?(.*)$/
const CPUS = ['arm64', 'arm', 'x64', 'ia32', 'riscv64', 'ppc64', 's390x', 'loong64']

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockEntry> }

function entryFor(name: string, version: string, isDev: boolean): LockEntry {
  const [, os = '', rest = ''] = PLATFORM.exec(name.split('/').at(-1)!) ?? []
  const cpu = os === 'wasm32' ? os : CPUS.find((candidate) => rest.startsWith(candidate))
  if (os === '' || cpu === undefined)
    throw new Error(`${name}: its name does not tell its platform; add it by hand`)
  return {
    version,
    cpu: [cpu],
    ...(isDev ? { dev: true } : {}),
    ...(rest.includes('musl')
      ? { libc: ['musl'] }
      : rest.includes('gnu')
        ? { libc: ['glibc'] }
        : {}),
    optional: true,
    ...(os === 'wasm32' ? {} : { os: [os] }),
  }
}

let added = 0
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] || lock.packages[`${path}/node_modules/${name}`])
      continue
    lock.packages[`node_modules/${name}`] = entryFor(name, version, entry.dev === true)
    added++
  }
}
const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1))
writeFileSync(
  file,
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
)
console.log(`${added} platform packages added to the lock file`)
