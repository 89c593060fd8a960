/**
 * The supervisor parent: one small process that starts the others, starts them again when they die, passes wake-ups
 * between them and ends them in the order in which the data flows.
 *
 * Owns: the children, this start's private folder (journal socket), releasing a dead child's leases at once.
 * Must not know: what a role does, what a stream is beyond its lease.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ProcessId } from '../domain/ids.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import { ShutdownError } from '../lib/abort.ts'
import { ConfigError, messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/logger.ts'
import type { ChildRole, ChildSettings } from './child-protocol.ts'
import type { Store } from '../store/store.ts'
import { isRunning } from './is-running.ts'
import { KeptChild, type ReadyInfo } from './kept-child.ts'

/** Together under five seconds: collectors commit what they have, then the writer, then the rest. */
const DRAIN_TIMEOUT_MS: Record<ChildRole, number> = {
  collector: 2_500,
  writer: 1_200,
  server: 1_000,
  sandbox: 300,
}
const DRAIN_ORDER: readonly ChildRole[] = ['collector', 'writer', 'server', 'sandbox']

/** Small heaps collect sooner: the whole tree is to stay small, and only the writer and collectors carry load. */
const NODE_FLAGS: Record<ChildRole, readonly string[]> = {
  collector: ['--max-semi-space-size=8'],
  writer: ['--max-semi-space-size=8'],
  server: ['--max-semi-space-size=2'],
  sandbox: ['--max-semi-space-size=4'],
}

export interface SuperviseOptions {
  readonly store: Store
  readonly logger: Logger
  readonly roles: readonly string[]
  readonly startedAtMs: number
}

export class Supervisor {
  readonly #options: SuperviseOptions
  readonly #runFolder: string
  readonly #children = new Map<ChildRole, KeptChild[]>()
  readonly #fatal = Promise.withResolvers<never>()
  readonly #drained = Promise.withResolvers<never>()
  #isDraining = false
  #sandbox: ChildSettings['sandbox'] = null
  #serverPort: number | null = null

  constructor(options: SuperviseOptions) {
    this.#options = options
    removeAbandonedFolders()
    this.#runFolder = mkdtempSync(`${folderPrefix()}${process.pid}-`)
    this.#fatal.promise.catch(() => {})
    this.#drained.promise.catch(() => {})
  }

  /** Rejects with ConfigError when a child says that restarting would not help. */
  get fatal(): Promise<never> {
    return this.#fatal.promise
  }

  /** Starts one child of `role`; resolves when it says that it is up (also after a restart before that). */
  async start(role: ChildRole): Promise<ReadyInfo> {
    if (this.#isDraining) throw new ShutdownError('nothing is started any more')
    const ready = Promise.withResolvers<ReadyInfo>()
    const child = new KeptChild({
      settings: () => ({
        role,
        journalPath: join(this.#runFolder, 'journal.sock'),
        roles: this.#options.roles,
        startedAtMs: this.#options.startedAtMs,
        serverPort: this.#serverPort,
        sandbox: this.#sandbox,
      }),
      nodeFlags: NODE_FLAGS[role],
      logger: this.#options.logger,
      onReady: (info) => {
        if (role === 'server') this.#serverPort = Number(new URL(info.url!).port)
        if (role === 'sandbox')
          this.#sandbox = { port: Number(new URL(info.url!).port), token: info.token! }
        ready.resolve(info)
      },
      onWake: (topic, from) => this.#relay(topic, from),
      onFatal: (message) => this.#fatal.reject(new ConfigError(message)),
      onDeath: (processId) => void this.#release(processId),
    })
    this.#children.set(role, [...(this.#children.get(role) ?? []), child])
    child.start()
    return Promise.race([ready.promise, this.#fatal.promise, this.#drained.promise])
  }

  /** Ends everything in the order of the data's way and takes the private folder away. */
  async drain(): Promise<void> {
    this.#isDraining = true
    for (const children of this.#children.values()) for (const child of children) child.retire()
    for (const role of DRAIN_ORDER) {
      const children = this.#children.get(role) ?? []
      await Promise.all(children.map((child) => child.stop(DRAIN_TIMEOUT_MS[role])))
    }
    rmSync(this.#runFolder, { recursive: true, force: true })
    this.#drained.reject(new ShutdownError('everything has ended'))
  }

  #relay(topic: WakeTopic, from: KeptChild | null): void {
    for (const children of this.#children.values()) {
      for (const child of children) if (child !== from) child.wake(topic)
    }
  }

  /** A child we saw die holds nothing any more: its streams need not wait for the lease to run out. */
  async #release(processId: ProcessId | null): Promise<void> {
    // A child that drained has given back what it held.
    if (!processId || this.#isDraining) return
    const { store, logger } = this.#options
    try {
      await store.releaseProcess(processId)
      await store.deleteProcess(processId)
      this.#relay('streams', null)
    } catch (error) {
      logger.warn(
        { event: 'lease.not-released', detail: messageOf(error) },
        'the streams of a dead process are free when their lease runs out',
      )
    }
  }
}

const folderPrefix = (): string => join(tmpdir(), `magpie-${userInfo().uid}-`)

/** A start that was killed could not take its folder away; the next one does. */
function removeAbandonedFolders(): void {
  const prefix = folderPrefix()
  const parent = tmpdir()
  for (const name of readdirSync(parent)) {
    const path = join(parent, name)
    const pid = path.startsWith(prefix) ? Number(path.slice(prefix.length).split('-')[0]) : NaN
    if (Number.isInteger(pid) && !isRunning(pid)) rmSync(path, { recursive: true, force: true })
  }
}
