import { hostname } from 'node:os'
import type { Store } from '../store/store.ts'
import { isRunning } from './is-running.ts'

/**
 * At a start: what processes of this machine that were killed still hold is free at once, not only when the leases run out.
 * Only for a database that lives on this machine: elsewhere two machines of the same name could take each other for dead.
 */
export async function releaseDeadProcesses(store: Store): Promise<void> {
  if (store.dialect !== 'sqlite') return
  for (const { id, host, pid } of await store.listProcesses()) {
    if (host !== hostname() || isRunning(pid)) continue
    await store.releaseProcess(id)
    await store.deleteProcess(id)
  }
}
