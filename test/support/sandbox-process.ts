/** The real sandbox command in a process of its own, with its control endpoint. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ControlAction } from '../../src/sandbox/control/control-action.ts'
import type { SandboxState } from '../../src/sandbox/sandbox-state.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface SandboxProcess extends AsyncDisposable {
  readonly url: string
  readonly token: string
  /** Environment with which `magpie start` uses this sandbox as X. */
  readonly env: Record<string, string>
  readonly pid: number
  control(action: ControlAction): Promise<void>
  /** A request as any X client makes it; answers status and JSON. */
  request(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }>
  state(): Promise<SandboxState>
}

export async function startSandbox(args: readonly string[] = []): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [MAIN, 'sandbox', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const [, url, token] = /^sandbox listening on (\S+) token=(\S+)$/.exec(line) ?? []
  if (!url || !token) throw new Error(`the sandbox said: ${line}`)
  const request: SandboxProcess['request'] = async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, json: await response.json() }
  }
  return {
    url,
    token,
    pid: child.pid!,
    env: { MAGPIE_X_BEARER_TOKEN: token, MAGPIE_X_API_URL: url },
    request,
    async control(action) {
      const { status, json } = await request('POST', '/sandbox/control', action)
      if (status !== 200)
        throw new Error(`control ${action.action}: ${status} ${JSON.stringify(json)}`)
    },
    async state() {
      return (await request('GET', '/sandbox/state')).json as SandboxState
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** Every id the sandbox has written to a stream so far. */
export async function deliveredIds(sandbox: SandboxProcess): Promise<string[]> {
  const ids: string[] = []
  for (let after = 0; ;) {
    const state = (await sandbox.request('GET', `/sandbox/state?after=${after}`))
      .json as SandboxState
    ids.push(...state.deliveredIds)
    if (state.deliveredIds.length === 0) return ids
    after = state.nextAfter
  }
}
