#!/usr/bin/env node
// `npx --no-install magpie …`: the same as `node src/main.ts …`, under the pinned Node whatever Node started this.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const pinned = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)
if (!existsSync(pinned)) {
  process.stderr.write(
    'magpie: not installed yet: run `npm start` (or `npm ci`) in this folder first.\n',
  )
  process.exit(1)
}
const child = spawn(pinned, [join(root, 'src', 'main.ts'), ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: {
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'magpie-compile'),
    MALLOC_ARENA_MAX: '1',
    ...process.env,
  },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
