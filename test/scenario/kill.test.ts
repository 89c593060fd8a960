import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { WireCoverage } from '../../src/domain/wire.ts'
import {
  apiOf,
  descendantsOf,
  isAlive,
  spawnStart,
  startProgram,
  until,
} from '../support/program.ts'
import { deliveredIds, startSandbox, type SandboxProcess } from '../support/sandbox-process.ts'

type Api = ReturnType<typeof apiOf>

async function pidsOf(api: Api, role: string): Promise<number[]> {
  return (await api.system()).processes
    .filter((process) => process.role === role)
    .map(({ pid }) => pid)
}

/** Kills with -9 and waits until another process of the role has taken over and the stream delivers again. */
async function killRole(api: Api, role: string): Promise<void> {
  const held = (await api.system()).processes.find((process) => process.streams.includes('x'))?.pid
  const pid = role === 'collector' ? held! : (await pidsOf(api, role))[0]!
  process.kill(pid, 'SIGKILL')
  await until(() => !isAlive(pid), 'the process to die')
  await until(async () => {
    const pids = await pidsOf(api, role).catch((): number[] => [])
    return pids.length > 0 && !pids.includes(pid)
  }, `another ${role}`)
  const { stored } = await api.stream('x')
  await until(
    async () => (await api.stream('x')).stored > stored,
    `posts after the death of the ${role}`,
  )
}

/** A post is made before it is received: one that was on its way when the gap began is older than the gap by so much. */
const ON_ITS_WAY_MS = 1_000

/** Stored = delivered, but for what lies in a gap of the ledger; nothing twice; intervals touch. */
async function expectClosedLedger(api: Api, sandbox: SandboxProcess): Promise<void> {
  await sandbox.control({ action: 'pause' })
  await api.post('/streams/x/stop')
  const posts = await api.allPosts()
  const ids = posts.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const delivered = await deliveredIds(sandbox)
  const stored = new Set(ids)
  // What healing found afterwards did not come by a stream.
  for (const { id, recovered } of posts) if (!recovered) expect(delivered).toContain(id)
  const { intervals } = await api.get<WireCoverage>('/coverage?stream=x')
  for (const [index, interval] of intervals.entries()) {
    if (index > 0) expect(interval.from).toBe(intervals[index - 1]!.to)
  }
  const lost = delivered.filter((id) => !stored.has(id))
  for (const id of lost) {
    const atMs = Number(BigInt(id) >> 22n) + 1_288_834_974_657
    const interval = intervals.find(
      ({ state, from, to }) =>
        state !== 'live' && Date.parse(from) - ON_ITS_WAY_MS <= atMs && atMs <= Date.parse(to),
    )
    expect(
      interval,
      `post ${id} at ${new Date(atMs).toISOString()} is neither stored nor in a gap`,
    ).toBeDefined()
  }
}

describe('INV-1 INV-2 INV-5 kill -9', () => {
  test.each(['collector', 'writer', 'server'])(
    'of the %s loses nothing that was committed and doubles nothing',
    async (role) => {
      await using sandbox = await startSandbox(['--rate', '400'])
      await using program = await startProgram({ env: sandbox.env })
      const api = apiOf(program.url)
      await api.addKeyword('coffee')
      await api.addKeyword('weather')
      await until(async () => (await api.stream('x')).stored > 300, 'posts')
      const before = await api.allPosts()
      await killRole(api, role)
      await killRole(api, role)
      const after = new Map((await api.allPosts()).map((post) => [post.id, post]))
      for (const post of before) expect(after.get(post.id)?.seq).toBe(post.seq)
      await expectClosedLedger(api, sandbox)
      expect((await sandbox.state()).connections.maxOpen).toBe(1)
    },
  )

  test('of the supervisor takes everything down with it, and the next start goes on', async () => {
    await using sandbox = await startSandbox(['--rate', '200'])
    const first = await startProgram({ env: sandbox.env })
    const api = apiOf(first.url)
    await api.addKeyword('coffee')
    await until(async () => (await api.stream('x')).stored > 100, 'posts')
    const children = descendantsOf(first.process.pid!)
    expect(children.length).toBeGreaterThanOrEqual(3)
    first.process.kill('SIGKILL')
    await until(() => children.every((pid) => !isAlive(pid)), 'the children to end')
    await using second = await startProgram({ env: sandbox.env, folder: first.folder })
    const again = apiOf(second.url)
    const { stored } = await again.stream('x')
    expect(stored).toBeGreaterThan(100)
    await until(async () => (await again.stream('x')).stored > stored, 'posts after the restart')
    await expectClosedLedger(again, sandbox)
  })
})

describe('an orderly end', () => {
  test('drains within five seconds, leaves nothing behind, and the next start resumes', async () => {
    await using sandbox = await startSandbox(['--rate', '200'])
    const first = await startProgram({ env: sandbox.env })
    const api = apiOf(first.url)
    await api.addKeyword('coffee')
    await until(async () => (await api.stream('x')).stored > 100, 'posts')
    const children = descendantsOf(first.process.pid!)
    const { code, tookMs } = await first.stop()
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(5_000)
    expect(children.filter(isAlive)).toEqual([])
    expect((await sandbox.state()).connections.open).toBe(0)
    await using second = await startProgram({ env: sandbox.env, folder: first.folder })
    const again = apiOf(second.url)
    const { stored } = await again.stream('x')
    await until(async () => (await again.stream('x')).stored > stored, 'posts after the restart')
    await expectClosedLedger(again, sandbox)
  })

  test('a start that is told to end before it is up ends, with everything it had started', async () => {
    await using sandbox = await startSandbox()
    const folder = mkdtempSync(join(tmpdir(), 'magpie-early-'))
    const child = spawnStart(folder, sandbox.env)
    try {
      // As soon as there are processes to leave behind.
      const children = await until(() => {
        const found = descendantsOf(child.pid!)
        return found.length >= 2 && found
      }, 'the first children')
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const [code] = await gone
      expect(code).toBe(0)
      expect(children.filter(isAlive)).toEqual([])
    } finally {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
