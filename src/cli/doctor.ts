/** `magpie doctor`: one line for each thing that was looked at; 1 when something needs a hand. */
import { parseArgs } from 'node:util'
import { loadConfig, type Config } from '../config/config.ts'
import { examine } from '../doctor/examine.ts'
import { finding, printFinding } from '../doctor/finding.ts'
import { ConfigError } from '../lib/errors.ts'
import { createLogger } from '../lib/logger.ts'

export async function runDoctor(args: readonly string[], signal: AbortSignal): Promise<number> {
  parseArgs({ args: [...args], options: {}, strict: true, allowPositionals: false })
  const config = readConfig()
  if (config === null) return 1
  let failures = 0
  const logger = createLogger({ level: 'silent', role: 'doctor' })
  for await (const found of examine(config, logger, signal)) {
    process.stdout.write(`${printFinding(found)}\n`)
    if (found.level === 'fail') failures++
  }
  return failures > 0 ? 1 : 0
}

function readConfig(): Config | null {
  try {
    return loadConfig()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stdout.write(`${printFinding(finding('fail', 'configuration', error.message))}\n`)
    return null
  }
}
