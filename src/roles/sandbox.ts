/** The sandbox as a child of `magpie start`: on a free port, with a token only this start knows. */
import { openSandbox } from '../sandbox/sandbox.ts'
import { rejectOnAbort } from '../lib/abort.ts'
import type { RoleContext } from './role-context.ts'

export async function runSandboxRole(context: RoleContext, signal: AbortSignal): Promise<void> {
  const { config, settings } = context
  await using sandbox = await openSandbox({
    port: settings.sandbox?.port ?? 0,
    token: settings.sandbox?.token ?? null,
    rate: config.sandboxRate,
    seed: 1,
    replayFile: null,
  })
  context.ready({ url: sandbox.url, token: sandbox.token })
  await rejectOnAbort(signal).promise
}
