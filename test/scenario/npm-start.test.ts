import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { WireKeyword, WirePage, WirePost } from '../../src/domain/wire.ts'
import { apiOf, descendantsOf, isAlive, until } from '../support/program.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

test('npm start, with no token and no stream, shows simulated posts of three sample keywords and ends cleanly', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-npm-start-'))
  const npm = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    env: {
      ...process.env,
      MAGPIE_PORT: '0',
      MAGPIE_DATABASE_URL: `sqlite:${join(folder, 'magpie.db')}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  npm.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  try {
    const address = Promise.withResolvers<string>()
    createInterface({ input: npm.stdout }).on('line', (line) => {
      const match = /^Magpie is running: (\S+)$/.exec(line)
      if (match) address.resolve(match[1]!)
    })
    npm.on('exit', (code) => address.reject(new Error(`npm start ended with ${code}:\n${log}`)))
    const url = await address.promise
    const api = apiOf(url)
    const keywords = await until(async () => {
      const { data } = await api.get<WirePage<WireKeyword>>('/keywords')
      return data.length === 3 && data.every(({ postCount }) => postCount > 0) && data
    }, 'posts of all three sample keywords')
    expect(keywords.every(({ active }) => active)).toBe(true)
    await until(
      async () => (await api.get<WirePage<WirePost>>('/posts?limit=5')).data.length === 5,
      'a page of posts',
    )
    expect(await api.stream('sandbox')).toMatchObject({ sandbox: true, state: 'live' })
    expect(
      (await fetch(url, { headers: { accept: 'text/html' } })).headers.get('content-type'),
    ).toContain('text/html')

    const children = descendantsOf(npm.pid!)
    const gone = once(npm, 'exit')
    npm.kill('SIGTERM')
    await gone
    await until(() => children.every((pid) => !isAlive(pid)), 'every process to end')
  } finally {
    if (npm.exitCode === null) npm.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})
