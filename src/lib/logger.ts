/**
 * Logging: JSON lines when the output is not a terminal, readable lines in one.
 * Secrets never come here: tokens are passed as objects whose text form is `[secret]` (config/secret.ts).
 */
import { createRequire } from 'node:module'
import type pinoPretty from 'pino-pretty'
import { pino, type Logger as PinoLogger } from 'pino'

export type Logger = PinoLogger
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Logs go to standard error; standard output is for what a command was asked to print. */
export function createLogger(options: { level: LogLevel; role: string }): Logger {
  const base = { level: options.level, base: { role: options.role, pid: process.pid } }
  if (!process.stderr.isTTY) return pino(base, pino.destination({ dest: 2, sync: true }))
  // Only where there is a terminal: every process of the tree would carry it in its memory.
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof pinoPretty
  return pino(
    base,
    pretty({
      destination: 2,
      sync: true,
      colorize: true,
      translateTime: 'SYS:HH:MM:ss',
      ignore: 'pid,hostname,role',
      messageFormat: '{role}: {msg}',
    }),
  )
}
