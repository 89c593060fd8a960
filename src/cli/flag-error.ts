import { closest } from '../lib/closest.ts'
import { ConfigError, messageOf, systemCodeOf } from '../lib/errors.ts'

/** What node:util's parseArgs threw, in a sentence that names the flag that was meant. `command`: `magpie start`. */
export function flagError(command: string, flags: readonly string[], error: unknown): ConfigError {
  const unknown = /^Unknown option '(--?)([^']+)'/.exec(messageOf(error))
  if (systemCodeOf(error) !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION' || !unknown) {
    return new ConfigError(`${command}: ${messageOf(error)}`, { cause: error })
  }
  const near = closest(unknown[2]!, flags)
  const others = flags.length > 0 ? `; it has --${flags.join(', --')}.` : ', nor any other.'
  return new ConfigError(
    `${command} has no flag ${unknown[1]}${unknown[2]}${near ? `: did you mean --${near}?` : others}`,
    { cause: error },
  )
}
