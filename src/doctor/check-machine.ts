/** What this machine has to have: a port, a key file that only its owner reads, room on the disk. Changes nothing. */
import { once } from 'node:events'
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, resolve } from 'node:path'
import { messageOf, systemCodeOf } from '../lib/errors.ts'
import { finding, type Finding } from './finding.ts'

const MB = 1024 * 1024
const LOW_DISK_BYTES = 1024 * MB
const NO_DISK_BYTES = 100 * MB

/** Free unless Magpie itself has it: whoever calls knows whether it runs. */
export async function checkPort(host: string, port: number, isRunning: boolean): Promise<Finding> {
  if (isRunning) return finding('ok', 'port', 'Magpie is running and has it')
  if (port === 0) return finding('ok', 'port', 'any free one (MAGPIE_PORT is 0)')
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return finding('ok', 'port', `${port} on ${host} is free`)
  } catch (error) {
    const isTaken = systemCodeOf(error) === 'EADDRINUSE'
    return isTaken
      ? finding(
          'fail',
          'port',
          `${port} on ${host} is taken by another program.`,
          'stop that, or set MAGPIE_PORT to a free port.',
        )
      : finding(
          'fail',
          'port',
          `${host}:${port} cannot be listened on (${messageOf(error)}).`,
          'check MAGPIE_HOST and MAGPIE_PORT.',
        )
  } finally {
    server.close()
  }
}

/** `isNeeded`: tokens are stored that were sealed with it. */
export function checkKeyFile(path: string, isGiven: boolean, isNeeded: boolean): Finding {
  if (isGiven) return finding('ok', 'key', 'given by MAGPIE_SECRET_KEY')
  if (!existsSync(path)) {
    return isNeeded
      ? finding(
          'fail',
          'key',
          `The key file ${path} is gone; stored tokens cannot be opened.`,
          'restore it from a backup, or set the tokens again.',
        )
      : finding('ok', 'key', 'none yet; the first start makes one')
  }
  try {
    if (!/^[0-9a-f]{64}$/i.test(readFileSync(path, 'utf8').trim())) {
      return finding(
        'fail',
        'key',
        `${path} does not hold 64 hexadecimal digits.`,
        'restore it from a backup, or remove it and set the tokens again.',
      )
    }
  } catch (error) {
    return finding(
      'fail',
      'key',
      `${path} cannot be read (${systemCodeOf(error)}).`,
      'check its owner and mode.',
    )
  }
  const mode = statSync(path).mode & 0o777
  return (mode & 0o077) === 0
    ? finding('ok', 'key', `${path}, readable by its owner only`)
    : finding(
        'fail',
        'key',
        `${path} can be read by others (mode ${mode.toString(8)}).`,
        `chmod 600 ${path}`,
      )
}

/** Of the disk the database file is on, or will be. */
export function checkDisk(databasePath: string): Finding {
  let folder = resolve(dirname(databasePath))
  while (!existsSync(folder)) folder = dirname(folder)
  const { bavail, bsize } = statfsSync(folder)
  const freeBytes = bavail * bsize
  const free = `${formatMegabytes(freeBytes)} free`
  if (freeBytes < NO_DISK_BYTES) {
    return finding('fail', 'disk', `Only ${free}; posts will soon not be stored.`, 'make room.')
  }
  if (freeBytes < LOW_DISK_BYTES) return finding('warn', 'disk', `Only ${free}.`, 'make room.')
  return finding('ok', 'disk', free)
}

export function formatMegabytes(bytes: number): string {
  return bytes < 10_000 * MB
    ? `${(bytes / MB).toFixed(bytes < 100 * MB ? 1 : 0)} MB`
    : `${Math.round(bytes / (1024 * MB))} GB`
}
