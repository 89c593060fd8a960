import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCommand } from '../support/program.ts'

let folder: string
let database: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'magpie-bad-'))
  database = `sqlite:${join(folder, 'magpie.db')}`
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const start = (env: Record<string, string>, args: string[] = []): ReturnType<typeof runCommand> =>
  runCommand(['start', ...args], {
    MAGPIE_DATABASE_URL: database,
    MAGPIE_PORT: '0',
    MAGPIE_SANDBOX: 'off',
    ...env,
  })

describe('a start that cannot work says in one sentence what to do', () => {
  test('the port is taken: it names the port and the variable', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const result = await start({ MAGPIE_PORT: String(port) })
    taken.close()
    expect(result.code).toBe(2)
    expect(result.stderr).toContain(String(port))
    expect(result.stderr).toContain('MAGPIE_PORT')
    expect(result.stderr).not.toMatch(/\n\s+at /)
  })

  test('an unknown variable is named with the one that was meant', async () => {
    const result = await start({ MAGPIE_PROT: '5000' })
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain(
      'MAGPIE_PROT is not a variable Magpie knows: did you mean MAGPIE_PORT?',
    )
  })

  test('an unknown flag is named with the one that was meant', async () => {
    const result = await start({}, ['--role', 'server'])
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('magpie start has no flag --role: did you mean --roles?')
  })

  test('an unknown command is answered with the one that was meant', async () => {
    const result = await runCommand(['strat'])
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('did you mean "start"?')
  })

  test('a role that does not exist', async () => {
    const result = await start({}, ['--roles', 'sever'])
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('server, writer, collector')
  })

  test('a database of a scheme Magpie does not know', async () => {
    const result = await start({ MAGPIE_DATABASE_URL: 'mongodb://127.0.0.1/x' })
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('sqlite:')
  })

  test('a file that is no database', async () => {
    writeFileSync(
      join(folder, 'magpie.db'),
      'these are not the pages you are looking for '.repeat(100),
    )
    const result = await start({})
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('magpie.db')
    expect(result.stderr).not.toMatch(/\n\s+at /)
  })

  test('a folder that cannot be made, because a file stands in the way', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const result = await start({ MAGPIE_DATABASE_URL: `sqlite:${join(file, 'magpie.db')}` })
    expect(result.code).toBe(2)
    expect(result.stderr).toContain(file)
    expect(result.stderr).not.toMatch(/\n\s+at /)
  })

  test('a host others can reach without a password', async () => {
    const result = await start({ MAGPIE_HOST: '0.0.0.0' })
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('MAGPIE_PASSWORD')
  })

  test('INV-10 a token that cannot be one is refused without being shown', async () => {
    const result = await start({ MAGPIE_X_BEARER_TOKEN: 'SECRET TOKEN' })
    expect(result.code).toBe(2)
    expect(result.stdout + result.stderr).not.toContain('SECRET')
  })
})

describe('help', () => {
  test('prints commands and variables and succeeds', async () => {
    const result = await runCommand(['--help'])
    expect(result.code).toBe(0)
    expect(result.stdout).toContain('magpie start')
    expect(result.stdout).toContain('MAGPIE_DATABASE_URL')
  })
})
