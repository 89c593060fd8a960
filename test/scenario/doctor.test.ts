import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ControlAction } from '../../src/sandbox/control/control-action.ts'
import { apiOf, runCommand, startProgram, until } from '../support/program.ts'
import { startSandbox, type SandboxProcess } from '../support/sandbox-process.ts'

let sandbox: SandboxProcess
let folder: string
beforeAll(async () => {
  sandbox = await startSandbox(['--rate', '20'])
  folder = mkdtempSync(join(tmpdir(), 'magpie-doctor-'))
})
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

interface Report {
  readonly code: number | null
  readonly lines: string[]
  /** The line of that subject. */
  about(subject: string): string
}

async function doctor(env: Record<string, string> = {}): Promise<Report> {
  const { code, stdout, stderr } = await runCommand(['doctor'], {
    MAGPIE_DATABASE_URL: `sqlite:${join(folder, 'magpie.db')}`,
    MAGPIE_PORT: '0',
    ...sandbox.env,
    ...env,
  })
  expect(stderr).toBe('')
  expect(stdout).not.toContain(sandbox.token)
  const lines = stdout.trimEnd().split('\n')
  for (const line of lines) expect(line).toMatch(/^(ok {2}|warn|fail) {2}\S[^:]*: /)
  const about = (subject: string): string =>
    lines.find((line) => line.slice(6).startsWith(`${subject}:`)) ?? ''
  return { code, lines, about }
}

const TOKEN = 'MAGPIE_X_BEARER_TOKEN'
const refusal = (status: number, variant: string | null = null): ControlAction => ({
  action: 'status',
  status,
  variant,
  count: 1,
  endpoint: 'rules-counts',
})

test('an account in order is fine, before the first start', async () => {
  const report = await doctor()
  expect(report.lines.filter((line) => !line.startsWith('ok'))).toEqual([])
  expect(report.code).toBe(0)
  expect(report.about(`${TOKEN}, rules`)).toContain('0 of 1000 in use')
  expect(report.about(`${TOKEN}, clock`)).toContain('agrees')
  expect(report.about(`${TOKEN}, connections`)).toContain('0 open now')
  expect(report.about(`${TOKEN}, rate limit of rules`)).toMatch(/99\d of 1000/)
})

describe('each fault has its line, and a failure the exit code', () => {
  test.each([
    [401, null, 'x.unauthorized'],
    [402, null, 'x.credits-depleted'],
    [402, 'credits-depleted-old', 'x.credits-depleted'],
    [403, 'spend-cap', 'x.spend-cap'],
    [403, 'unsupported-authentication', 'x.wrong-token-kind'],
    [403, 'client-forbidden', 'x.tier'],
    [429, 'usage-capped', 'x.usage-capped'],
  ])('%i %s is %s', async (status, variant, code) => {
    await sandbox.control(refusal(status, variant))
    const report = await doctor()
    expect(report.about(`${TOKEN}, token`)).toMatch(/^fail .* To do: \S/)
    expect(report.about(`${TOKEN}, token`)).toContain(`(${code})`)
    expect(report.code).toBe(1)
  })

  test('trouble that passes is a warning', async () => {
    await sandbox.control(refusal(503))
    const report = await doctor()
    expect(report.about(`${TOKEN}, token`)).toMatch(/^warn .*x\.unavailable/)
    expect(report.code).toBe(0)
  })

  test('a token of somebody else is not shown either', async () => {
    const report = await doctor({ MAGPIE_X_BEARER_TOKEN: 'AAAAsecretsecret' })
    expect(report.about(`${TOKEN}, token`)).toMatch(/^fail .*x\.unauthorized/)
    expect(report.lines.join()).not.toContain('secretsecret')
  })

  test('a token that cannot be one is a matter of the configuration', async () => {
    for (const token of ['AAAA%253D', 'AAAA\nBBBB', 'Bearer AAAA']) {
      const report = await doctor({ MAGPIE_X_BEARER_TOKEN: token })
      expect(report.lines).toHaveLength(1)
      expect(report.about('configuration')).toMatch(/^fail .*MAGPIE_X_BEARER_TOKEN/)
      expect(report.code).toBe(1)
    }
  })

  test('a clock that is ten minutes off', async () => {
    for (const ms of [600_000, -600_000]) {
      await sandbox.control({ action: 'skew-ms', ms })
      const report = await doctor()
      const side = ms > 0 ? 'behind' : 'ahead of'
      expect(report.about(`${TOKEN}, clock`)).toMatch(new RegExp(`^fail .*(599|600|601) s ${side}`))
      expect(report.code).toBe(1)
    }
    await sandbox.control({ action: 'skew-ms', ms: 0 })
  })

  test('no room for rules, and hardly a request left', async () => {
    await sandbox.control({ action: 'rules-cap', rules: 0 })
    await sandbox.control({ action: 'rate-limit', endpoint: 'connections', limit: 1 })
    const report = await doctor()
    expect(report.about(`${TOKEN}, rules`)).toMatch(/^warn .*0 of 0/)
    expect(report.about(`${TOKEN}, rate limit of connections`)).toMatch(/^warn .*0 of 1/)
    await sandbox.control({ action: 'rules-cap', rules: 1000 })
    await sandbox.control({ action: 'rate-limit', endpoint: 'connections', limit: 450 })
  })

  test('nobody at the address, a port that is taken, a database that is none', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const report = await doctor({
      MAGPIE_X_API_URL: 'http://127.0.0.1:1',
      MAGPIE_PORT: String(port),
      MAGPIE_DATABASE_URL: 'sqlite:/proc/self/status',
    })
    server.close()
    expect(report.about(`${TOKEN}, X`)).toMatch(/^fail .*x\.network/)
    expect(report.about('port')).toMatch(/^fail .*MAGPIE_PORT/)
    expect(report.about('database')).toMatch(/^fail .*not a SQLite database/)
    expect(report.code).toBe(1)
  })
})

test('while Magpie runs it knows its port, its streams, its stored token and the connection; keywords work beside it', async () => {
  await using program = await startProgram({ env: sandbox.env })
  const database = { MAGPIE_DATABASE_URL: `sqlite:${program.databasePath}` }
  const api = apiOf(program.url)
  const added = await runCommand(['keywords', 'add', 'coffee', '--label', 'Beans'], database)
  expect(added.code).toBe(0)
  const [id] = added.stdout.split('\t')
  await until(async () => (await api.keyword(id!)).postCount > 0, 'posts of the keyword')
  const listed = await runCommand(['keywords', 'list'], database)
  expect(listed.stdout).toMatch(/^\d+\tactive\t\d+\tcoffee\tBeans\n$/)
  expect(await runCommand(['keywords', 'add', 'coffee'], database)).toMatchObject({ code: 1 })
  const invalid = await runCommand(['keywords', 'add', '--', '-coffee'], database)
  expect(invalid).toMatchObject({ code: 1, stdout: '' })

  // Without the environment's token: the stored one is asked with.
  const bare = { MAGPIE_X_BEARER_TOKEN: '', MAGPIE_X_API_URL: 'https://api.x.com' }
  const report = await doctor({ ...database, ...bare })
  expect(report.lines.filter((line) => !line.startsWith('ok'))).toEqual([])
  expect(report.about('port')).toContain('Magpie is running')
  expect(report.about('stream x')).toContain('live')
  expect(report.about('stream x, connections')).toContain('1 open now')
  expect(report.about('stream x, rules')).toContain('1 of 1000')

  await sandbox.control({
    action: 'status',
    status: 402,
    variant: null,
    count: 1,
    endpoint: 'stream',
  })
  await sandbox.control({ action: 'reset' })
  await until(async () => (await api.stream('x')).state === 'blocked', 'a blocked stream')
  const blocked = await doctor({ ...database, ...bare })
  expect(blocked.about('stream x')).toMatch(/^fail .*x\.credits-depleted.* To do: Add credits/)
  expect(blocked.about('stream x, connections')).toContain('server_disconnect')

  const removed = await runCommand(['keywords', 'remove', 'coffee'], database)
  expect(removed).toMatchObject({ code: 0, stdout: `removed ${id}\tcoffee\n` })
  expect(await runCommand(['keywords', 'remove', id!], database)).toMatchObject({ code: 1 })

  await program.stop()
  chmodSync(join(program.folder, 'magpie.key'), 0o644)
  const stopped = await doctor({ ...database, ...bare })
  expect(stopped.about('database')).toMatch(/^ok/)
  expect(stopped.about('stream x')).toBe('')
  expect(stopped.about('key')).toMatch(/^fail .*chmod 600/)
  rmSync(join(program.folder, 'magpie.key'))
  const keyless = await doctor({ ...database, ...bare })
  expect(keyless.about('key')).toMatch(/^fail .*gone/)
  expect(keyless.code).toBe(1)
})
