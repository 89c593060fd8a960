/**
 * The one table of options. From it come parsing, the error that lists all problems at once, `--help` and the
 * README's table. Nothing outside config/ reads the environment.
 */
import { availableParallelism } from 'node:os'
import { LOG_LEVELS, type LogLevel } from '../lib/logger.ts'

export interface OptionSpec<T> {
  /** Environment variable; with `secret` also `<NAME>_FILE`, whose content is taken instead. */
  readonly name: string
  readonly defaultText: string
  readonly description: string
  readonly secret: boolean
  /** Undefined when the variable is not set. Throws an Error whose message completes "NAME …". */
  parse(text: string | undefined): T
}

function option<T>(
  name: string,
  defaultText: string,
  description: string,
  parse: (text: string | undefined) => T,
  secret = false,
): OptionSpec<T> {
  return { name, defaultText, description, secret, parse }
}

function integer(min: number, max: number, fallback: number) {
  return (text: string | undefined): number => {
    if (text === undefined) return fallback
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new Error(`must be a whole number from ${min} to ${max}, not "${text}"`)
    }
    return value
  }
}

function oneOf<T extends string>(values: readonly T[], fallback: T) {
  return (text: string | undefined): T => {
    if (text === undefined) return fallback
    const found = values.find((value) => value === text)
    if (found === undefined) throw new Error(`must be one of ${values.join(', ')}, not "${text}"`)
    return found
  }
}

function httpUrl(fallback: string) {
  return (text: string | undefined): string => {
    if (text === undefined) return fallback
    const url = URL.parse(text)
    if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
      throw new Error(`must be an http:// or https:// address, not "${text}"`)
    }
    if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
      throw new Error(`would send the token unencrypted to ${url.hostname}: use https://`)
    }
    if (url.username || url.password) throw new Error('must not carry a user name or password')
    return text.replace(/\/+$/, '')
  }
}

/** localhost, 127.x.x.x and ::1, with or without brackets. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
}

function optionalUsd(text: string | undefined): number | null {
  if (text === undefined) return null
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0 || value > 1e9) {
    throw new Error(`must be an amount in US dollars above 0, such as 25 or 12.50, not "${text}"`)
  }
  return value
}

const optionalText = (text: string | undefined): string | null => text ?? null

function bearerToken(text: string | undefined): string | null {
  if (text === undefined) return null
  if (/\s/.test(text))
    throw new Error('contains white space: copy the bearer token alone, on one line')
  // A %25 is a % that was encoded: the whole has been URL-encoded once more.
  if (/%25/.test(text)) {
    throw new Error('has been URL-encoded once too often: copy it as the console of X shows it')
  }
  // X answers 401 to a URL-decoded token, and consoles hand out the raw form, which holds %2B and %3D.
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Error('contains characters that no bearer token has')
  return text
}

function databaseUrl(text: string | undefined): string {
  const url = text ?? 'sqlite:data/magpie.db'
  if (!/^[a-z]+:/i.test(url)) {
    throw new Error('must begin with sqlite: (for example sqlite:data/magpie.db)')
  }
  return url
}

export const OPTIONS = {
  host: option(
    'MAGPIE_HOST',
    '127.0.0.1',
    'address the page and the API listen on',
    (text) => text ?? '127.0.0.1',
  ),
  port: option(
    'MAGPIE_PORT',
    '5000',
    'port the page and the API listen on (0: any free one)',
    integer(0, 65_535, 5000),
  ),
  databaseUrl: option(
    'MAGPIE_DATABASE_URL',
    'sqlite:data/magpie.db',
    'where everything is stored',
    databaseUrl,
  ),
  xBearerToken: option(
    'MAGPIE_X_BEARER_TOKEN',
    'none',
    'app-only bearer token; creates the stream `x` at start if it is not there',
    bearerToken,
    true,
  ),
  xApiUrl: option(
    'MAGPIE_X_API_URL',
    'https://api.x.com',
    'any host that speaks the X API v2',
    httpUrl('https://api.x.com'),
  ),
  xBudgetUsd: option(
    'MAGPIE_X_BUDGET_USD',
    'none',
    'what reading X may cost in a month, US dollars; reached: streams stop with x.budget-reached',
    optionalUsd,
  ),
  collectors: option(
    'MAGPIE_COLLECTORS',
    'number of processors, at most 4',
    'collector processes on this machine',
    integer(1, 64, Math.min(4, availableParallelism())),
  ),
  natsUrl: option(
    'MAGPIE_NATS_URL',
    'none',
    'NATS JetStream between collectors, writers and servers (needs PostgreSQL or MySQL)',
    optionalText,
  ),
  password: option(
    'MAGPIE_PASSWORD',
    'none',
    'required when MAGPIE_HOST is not loopback',
    optionalText,
    true,
  ),
  secretKey: option(
    'MAGPIE_SECRET_KEY',
    'made at first start',
    'seals stored credentials; 64 hexadecimal digits',
    optionalText,
    true,
  ),
  sandbox: option(
    'MAGPIE_SANDBOX',
    'auto',
    'on / off / auto: the built-in stand-in for the X API',
    oneOf<'auto' | 'on' | 'off'>(['auto', 'on', 'off'], 'auto'),
  ),
  sandboxRate: option(
    'MAGPIE_SANDBOX_RATE',
    '20',
    'simulated posts per second',
    integer(0, 1_000_000, 20),
  ),
  stallSeconds: option(
    'MAGPIE_STALL_SECONDS',
    '30',
    'a stream without a byte for so long is taken for dead',
    integer(1, 3600, 30),
  ),
  logLevel: option<LogLevel>(
    'MAGPIE_LOG_LEVEL',
    'info',
    LOG_LEVELS.join(', '),
    oneOf(LOG_LEVELS, 'info'),
  ),
} as const

/** The table as text for --help. */
export function describeOptions(): string {
  const rows = Object.values(OPTIONS).map((spec) => [
    spec.secret ? `${spec.name} (_FILE)` : spec.name,
    spec.defaultText,
    spec.description,
  ])
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) => `  ${row[0]!.padEnd(widths[0]!)}  ${row[1]!.padEnd(widths[1]!)}  ${row[2]}`)
    .join('\n')
}
