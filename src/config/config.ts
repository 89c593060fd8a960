/**
 * Environment → frozen config. Owns reading the environment and every rule between options; gives typed values,
 * secrets wrapped; must not know what they are used for. All problems are reported at once.
 */
import { readFileSync } from 'node:fs'
import { ConfigError, messageOf, systemCodeOf } from '../lib/errors.ts'
import type { LogLevel } from '../lib/logger.ts'
import { isLoopbackHost, OPTIONS, type OptionSpec } from './options.ts'
import { Secret } from './secret.ts'
import { closest } from '../lib/closest.ts'

export interface Config {
  readonly host: string
  readonly port: number
  readonly databaseUrl: string
  readonly xBearerToken: Secret | null
  readonly xApiUrl: string
  /** US dollars a month; null: no limit. */
  readonly xBudgetUsd: number | null
  readonly collectors: number
  readonly natsUrl: string | null
  readonly password: Secret | null
  readonly secretKey: Secret | null
  readonly sandbox: 'auto' | 'on' | 'off'
  readonly sandboxRate: number
  readonly stallMs: number
  readonly logLevel: LogLevel
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads and checks the environment; throws one ConfigError that names everything that is wrong. */
export function loadConfig(env: Environment = process.env): Config {
  const problems: string[] = unknownVariables(env)
  const read = <T>(spec: OptionSpec<T>): T => {
    try {
      return spec.parse(readText(env, spec))
    } catch (error) {
      problems.push(`${spec.name} ${messageOf(error)}`)
      return spec.parse(undefined)
    }
  }
  const secret = (spec: OptionSpec<string | null>): Secret | null => {
    const text = read(spec)
    return text === null ? null : new Secret(text)
  }
  const config: Config = Object.freeze({
    host: read(OPTIONS.host),
    port: read(OPTIONS.port),
    databaseUrl: read(OPTIONS.databaseUrl),
    xBearerToken: secret(OPTIONS.xBearerToken),
    xApiUrl: read(OPTIONS.xApiUrl),
    xBudgetUsd: read(OPTIONS.xBudgetUsd),
    collectors: read(OPTIONS.collectors),
    natsUrl: read(OPTIONS.natsUrl),
    password: secret(OPTIONS.password),
    secretKey: secret(OPTIONS.secretKey),
    sandbox: read(OPTIONS.sandbox),
    sandboxRate: read(OPTIONS.sandboxRate),
    stallMs: read(OPTIONS.stallSeconds) * 1000,
    logLevel: read(OPTIONS.logLevel),
  })
  problems.push(...contradictions(config))
  if (problems.length > 0) {
    throw new ConfigError(
      `Magpie cannot start with this configuration:\n${problems.map((text) => `  - ${text}`).join('\n')}`,
    )
  }
  return config
}

function contradictions(config: Config): string[] {
  const found: string[] = []
  if (!isLoopbackHost(config.host) && !config.password) {
    found.push(
      `MAGPIE_HOST is ${config.host}, which other machines can reach: set MAGPIE_PASSWORD (or MAGPIE_PASSWORD_FILE), or leave MAGPIE_HOST at 127.0.0.1`,
    )
  }
  if (config.natsUrl && config.databaseUrl.startsWith('sqlite:')) {
    found.push(
      'MAGPIE_NATS_URL needs a database that several machines can share, and a SQLite file is on one machine: unset it',
    )
  }
  return found
}

function readText(env: Environment, spec: OptionSpec<unknown>): string | undefined {
  const text = blankToUndefined(env[spec.name])
  const file = spec.secret ? blankToUndefined(env[`${spec.name}_FILE`]) : undefined
  if (file === undefined) return text
  if (text !== undefined) throw new Error(`and ${spec.name}_FILE are both set: keep one`)
  let content: string
  try {
    content = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new Error(`_FILE names ${file}, which cannot be read (${systemCodeOf(error)})`, {
      cause: error,
    })
  }
  if (content === '') throw new Error(`_FILE names ${file}, which is empty`)
  return content
}

const blankToUndefined = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : text

/** A typo in a variable's name must not silently leave a default in force. */
function unknownVariables(env: Environment): string[] {
  const known = Object.values(OPTIONS).flatMap((spec) =>
    spec.secret ? [spec.name, `${spec.name}_FILE`] : [spec.name],
  )
  return Object.keys(env)
    .filter((name) => name.startsWith('MAGPIE_') && !known.includes(name))
    .map((name) => {
      const near = closest(name, known)
      return `${name} is not a variable Magpie knows${near ? `: did you mean ${near}?` : '; see --help'}`
    })
}
