/** `magpie sandbox`: the stand-in for the X API alone, until it is told to stop. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { rejectOnAbort, isCausedBy } from '../lib/abort.ts'
import { ConfigError } from '../lib/errors.ts'
import { flagError } from './flag-error.ts'
import { decodeControlAction, type ControlAction } from '../sandbox/control/control-action.ts'
import { openSandbox, type SandboxOptions } from '../sandbox/sandbox.ts'

const FLAGS = {
  port: { type: 'string', default: '8787' },
  rate: { type: 'string', default: '20' },
  seed: { type: 'string', default: '1' },
  replay: { type: 'string' },
  token: { type: 'string' },
  'keep-alive-ms': { type: 'string', default: '20000' },
  fault: { type: 'string', multiple: true },
} as const satisfies ParseArgsOptionsConfig

/**
 * Prints one line, with the address and the token, when it listens; resolves with 0 when `signal`
 * is aborted.
 */
export async function runSandbox(args: string[], signal: AbortSignal): Promise<number> {
  const options = readOptions(args)
  signal.throwIfAborted()
  await using sandbox = await openSandbox(options)
  process.stdout.write(`sandbox listening on ${sandbox.url} token=${sandbox.token}\n`)
  try {
    await rejectOnAbort(signal).promise
  } catch (error) {
    if (!isCausedBy(error, signal)) throw error
  }
  return 0
}

function readOptions(args: string[]): SandboxOptions {
  const values = parseFlags(args)
  return {
    port: readNumber('port', values.port, { max: 65_535, isWhole: true }),
    rate: readNumber('rate', values.rate, { max: 1_000_000, isWhole: false }),
    seed: readNumber('seed', values.seed, { max: Number.MAX_SAFE_INTEGER, isWhole: true }),
    token: readToken(values.token),
    replayFile: values.replay ?? null,
    keepAliveMs: readNumber('keep-alive-ms', values['keep-alive-ms'], {
      max: 3_600_000,
      isWhole: true,
    }),
    faults: (values.fault ?? []).map(readFault),
  }
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, strict: true, allowPositionals: false }).values
  } catch (error) {
    throw flagError('magpie sandbox', Object.keys(FLAGS), error)
  }
}

function readNumber(
  flag: string,
  text: string,
  range: { readonly max: number; readonly isWhole: boolean },
): number {
  const value = Number(text)
  const pattern = range.isWhole ? /^\d+$/ : /^\d+(\.\d+)?$/
  if (pattern.test(text) && value <= range.max) return value
  const kind = range.isWhole ? 'whole number' : 'number'
  throw new ConfigError(`--${flag} must be a ${kind} from 0 to ${range.max}, not "${text}".`)
}

function readToken(token: string | undefined): string | null {
  if (token === undefined) return null
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new ConfigError(
    '--token must be printable ASCII without white space, as bearer tokens are.',
  )
}

function readFault(text: string): ControlAction {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ConfigError(
      `--fault takes a control action as JSON, such as '{"action":"skew-ms","ms":600000}', not ${text}`,
      {
        cause: error,
      },
    )
  }
  const decoded = decodeControlAction(value)
  if (decoded.kind === 'invalid') throw new ConfigError(`--fault ${text}: ${decoded.problem}.`)
  return decoded.action
}
