/**
 * The composition root: a command line becomes a command, the process's signals become one AbortSignal.
 * Exit codes: 0 done, 1 something failed or needs a hand, 2 the command or the configuration is wrong.
 */
import { describeOptions } from './config/options.ts'
import { closest } from './lib/closest.ts'
import { ShutdownError } from './lib/abort.ts'
import { AppError, ConfigError, messageOf } from './lib/errors.ts'
import { VERSION } from './version.ts'

type Command = (args: string[], signal: AbortSignal) => Promise<number>

interface CommandEntry {
  readonly usage: string
  readonly does: string
  readonly load: () => Promise<Command>
}

const COMMANDS: Record<string, CommandEntry> = {
  start: {
    usage: 'start [--roles server,writer,collector]',
    does: 'start everything on this machine',
    load: async () => (await import('./cli/start.ts')).runStart,
  },
  sandbox: {
    usage: 'sandbox [--port 8787] [--rate 20] [--seed 1] [--replay FILE] [--token T]',
    does: 'the stand-in for the X API alone',
    load: async () => (await import('./cli/sandbox.ts')).runSandbox,
  },
  doctor: {
    usage: 'doctor',
    does: 'check token, clock, limits, rules, database, disk, port; exit 1 if something needs a hand',
    load: async () => (await import('./cli/doctor.ts')).runDoctor,
  },
  keywords: {
    usage: 'keywords list | add QUERY [--label TEXT] | remove ID_OR_QUERY [--purge]',
    does: 'the keywords, from the shell',
    load: async () => (await import('./cli/keywords.ts')).runKeywords,
  },
}

function help(): string {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length))
  const commands = Object.values(COMMANDS).map(
    ({ usage, does }) => `  magpie ${usage.padEnd(width)}  ${does}`,
  )
  return `Magpie ${VERSION}: watch keywords on X streams, store every matching post once, see it live.

Commands
${commands.join('\n')}

Environment (variable, default, what it is; _FILE: the name of a file that holds the value)
${describeOptions()}
`
}

async function main(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const [name = 'help', ...args] = argv
  if (name === 'help' || argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(help())
    return 0
  }
  if (name === '--version' || name === 'version') {
    process.stdout.write(`${VERSION}\n`)
    return 0
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]! : null
  if (!entry) {
    const near = closest(name, Object.keys(COMMANDS))
    throw new ConfigError(
      `There is no command "${name}"${near ? `: did you mean "${near}"?` : '; magpie help lists them.'}`,
    )
  }
  return (await entry.load())(args, signal)
}

const lifetime = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => lifetime.abort(new ShutdownError(name)))
}
// Started by the bootstrap: when it is gone, so are we, and nothing is left behind.
if (process.connected)
  process.on('disconnect', () => lifetime.abort(new ShutdownError('the parent is gone')))

try {
  process.exitCode = await main(process.argv.slice(2), lifetime.signal)
} catch (error) {
  const isOurs = error instanceof AppError || isArgumentError(error)
  process.stderr.write(
    `${isOurs ? messageOf(error) : error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exitCode = error instanceof ConfigError || isArgumentError(error) ? 2 : 1
} finally {
  if (process.connected) process.disconnect?.()
}

/** node:util parseArgs: an unknown flag or a value that is missing. */
function isArgumentError(error: unknown): boolean {
  return (
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  )
}
