import { systemCodeOf } from '../lib/errors.ts'

/** Whether a process of this machine with that pid is there (of another user's too). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}
