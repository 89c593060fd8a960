/**
 * One child process, kept alive: started, watched, started again when it dies (at once the first time, later and later
 * when it keeps dying young), stopped when told. Owns the process and its channel; must not know what the role does.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../config/child-environment.ts'
import { asProcessId, type ProcessId } from '../domain/ids.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import type { Logger } from '../lib/logger.ts'
import type { ChildSettings, FromChild, ToChild } from './child-protocol.ts'

const CHILD_ENTRY = fileURLToPath(new URL('../roles/child.ts', import.meta.url))
/** A child that lived longer than this died by accident, not by habit. */
const HEALTHY_LIFE_MS = 10_000
const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 10_000
/** A role that dies this often before it was ever up will not come up. */
const MAX_DEATHS_BEFORE_READY = 4

export interface ReadyInfo {
  readonly processId: ProcessId
  readonly url: string | null
  readonly token: string | null
}

export interface KeptChildOptions {
  /** Asked anew at each start. */
  readonly settings: () => ChildSettings
  readonly nodeFlags: readonly string[]
  readonly logger: Logger
  readonly onReady: (info: ReadyInfo) => void
  readonly onWake: (topic: WakeTopic, from: KeptChild) => void
  /** Configuration that cannot work: the child is not started again. */
  readonly onFatal: (message: string) => void
  readonly onDeath: (processId: ProcessId | null) => void
}

export class KeptChild {
  readonly #options: KeptChildOptions
  #process: ChildProcess | null = null
  #processId: ProcessId | null = null
  #isStopping = false
  #wasReady = false
  #startedAtMs = 0
  #earlyDeaths = 0
  #restartTimer: NodeJS.Timeout | null = null
  restarts = 0

  constructor(options: KeptChildOptions) {
    this.#options = options
  }

  start(): void {
    const child = fork(CHILD_ENTRY, [], {
      env: childEnvironment(),
      execArgv: [...this.#options.nodeFlags],
      // Its log goes where ours goes; standard output belongs to the command.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#process = child
    this.#startedAtMs = performance.now()
    child.on('message', (message: FromChild) => this.#receive(message))
    child.on('exit', (code, signal) => this.#exited(code, signal))
    child.on('error', (error) => {
      this.#options.logger.error(
        { event: 'process.not-started', err: error },
        'a child process could not be started',
      )
      // Node says `exit` only of a process that there was.
      if (child.pid === undefined) this.#exited(null, null)
    })
    this.#send({ kind: 'start', settings: this.#options.settings() })
  }

  wake(topic: WakeTopic): void {
    this.#send({ kind: 'wake', topic })
  }

  /** From now on it is not started again when it ends. */
  retire(): void {
    this.#isStopping = true
    if (this.#restartTimer) clearTimeout(this.#restartTimer)
  }

  /** Asks it to drain; kills it after `timeoutMs`. Resolves when it is gone. */
  async stop(timeoutMs: number): Promise<void> {
    this.retire()
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    this.#send({ kind: 'stop' })
    const timer = setTimeout(() => {
      this.#options.logger.warn(
        { event: 'process.killed', pid: child.pid },
        'a child did not drain in time and is killed',
      )
      child.kill('SIGKILL')
    }, timeoutMs)
    await gone
    clearTimeout(timer)
  }

  #send(message: ToChild): void {
    // A child that is just dying has no channel: its successor reads the truth from the database.
    if (this.#process?.connected) this.#process.send(message, () => {})
  }

  #receive(message: FromChild): void {
    switch (message.kind) {
      case 'ready':
        this.#processId = asProcessId(message.processId)
        this.#wasReady = true
        this.#options.onReady({
          processId: this.#processId,
          url: message.url,
          token: message.token,
        })
        break
      case 'wake':
        this.#options.onWake(message.topic, this)
        break
      case 'fatal':
        this.#isStopping = true
        this.#options.onFatal(message.message)
        break
    }
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    const processId = this.#processId
    this.#process = null
    this.#processId = null
    this.#options.onDeath(processId)
    if (this.#isStopping) return
    const livedMs = performance.now() - this.#startedAtMs
    this.#earlyDeaths = livedMs > HEALTHY_LIFE_MS ? 0 : this.#earlyDeaths + 1
    if (!this.#wasReady && this.#earlyDeaths >= MAX_DEATHS_BEFORE_READY) {
      const { role } = this.#options.settings()
      this.retire()
      this.#options.onFatal(`The ${role} process cannot start: its last error is in the log above.`)
      return
    }
    const delayMs =
      this.#earlyDeaths <= 1
        ? 0
        : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.#earlyDeaths - 2))
    this.restarts++
    this.#options.logger.warn(
      {
        event: 'process.died',
        role: this.#options.settings().role,
        code,
        signal,
        restartInMs: delayMs,
      },
      'a child process died and is started again',
    )
    this.#restartTimer = setTimeout(() => this.start(), delayMs)
  }
}
