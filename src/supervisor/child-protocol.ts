/** What the supervisor and its children say to each other over Node's IPC channel (JSON). */
import type { WakeTopic } from '../domain/wake-topic.ts'

export type ChildRole = 'collector' | 'writer' | 'server' | 'sandbox'

/** What a child cannot read from the environment itself. */
export interface ChildSettings {
  readonly role: ChildRole
  /** Socket of the local journal, in this start's private folder. */
  readonly journalPath: string
  readonly roles: readonly string[]
  readonly startedAtMs: number
  /** The port the server had before a restart, so that browsers find it where it was; null at first. */
  readonly serverPort: number | null
  /** The sandbox's fixed port and token after its first start, so that a restart is found where it was. */
  readonly sandbox: { readonly port: number; readonly token: string } | null
}

export type ToChild =
  | { readonly kind: 'start'; readonly settings: ChildSettings }
  | { readonly kind: 'wake'; readonly topic: WakeTopic }
  /** Drain and exit. */
  | { readonly kind: 'stop' }

export type FromChild =
  /** `url` of a server or sandbox. */
  | {
      readonly kind: 'ready'
      readonly processId: string
      readonly url: string | null
      readonly token: string | null
    }
  | { readonly kind: 'wake'; readonly topic: WakeTopic }
  /** Configuration that cannot work: restarting would not help. */
  | { readonly kind: 'fatal'; readonly message: string }
