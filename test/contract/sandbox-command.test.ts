import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runSandbox } from '../../src/cli/sandbox.ts'
import { ConfigError } from '../../src/lib/errors.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Runs `magpie sandbox` until it has printed a line, then ends it. */
async function runCommand(
  args: readonly string[],
): Promise<{ output: string; errors: string; code: number | null; answer: number }> {
  const child = spawn(process.execPath, [MAIN, 'sandbox', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const ended = once(child, 'exit')
  child.stdout.setEncoding('utf8')
  for await (const text of child.stdout as AsyncIterable<string>) {
    output += text
    if (output.includes('\n')) break
  }
  const [, url, token] = /(http:\S+) token=(\S+)/.exec(output) ?? []
  const answer = url
    ? (await fetch(`${url}/2/usage/tweets`, { headers: { authorization: `Bearer ${token}` } }))
        .status
    : 0
  child.kill('SIGTERM')
  const [code] = (await ended) as [number | null]
  return { output, errors, code, answer }
}

describe('magpie sandbox', () => {
  test('prints one line with address and token, answers there, and ends with 0', async () => {
    const { output, errors, code, answer } = await runCommand(['--port', '0', '--token', 'mine'])
    expect(output).toMatch(/^sandbox listening on http:\/\/127\.0\.0\.1:\d+ token=mine\n$/)
    expect(errors).toBe('')
    expect(answer).toBe(200)
    expect(code).toBe(0)
  })

  test('makes a token when none is given; faults are in force from the start', async () => {
    const { output, answer } = await runCommand([
      '--port=0',
      '--fault={"action":"status","status":401,"endpoint":"any"}',
    ])
    expect(output).toMatch(/token=[\w-]{32}\n$/)
    expect(answer).toBe(401)
  })

  test.each([
    [['--prot', '1'], 'magpie sandbox has no flag --prot: did you mean --port?'],
    [['--colour', 'red'], 'magpie sandbox has no flag --colour; it has --port, --rate'],
    [['--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000".'],
    [['--port', '80.5'], '--port must be a whole number'],
    [['--rate', 'fast'], '--rate must be a number from 0 to 1000000, not "fast".'],
    [['--rate=-1'], '--rate must be a number'],
    [['--seed', '1e3'], '--seed must be a whole number'],
    [['--token', 'two words'], '--token must be printable ASCII without white space'],
    [['--token', ''], '--token must be printable ASCII'],
    [['--replay', '/no/such/file'], 'The recording /no/such/file cannot be read'],
    [['--fault', '{'], '--fault takes a control action as JSON'],
    [['--fault', '{"action":"rate"}'], 'rate: postsPerSecond must be a number'],
    [['extra'], "Unexpected argument 'extra'"],
  ])('%j is refused with a clear sentence', async (args, message) => {
    const never = new AbortController().signal
    const refused = runSandbox(args, never)
    await expect(refused).rejects.toThrow(ConfigError)
    await expect(refused).rejects.toThrow(message)
  })
})
