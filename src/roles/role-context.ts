import type { Config } from '../config/config.ts'
import type { ProcessId } from '../domain/ids.ts'
import type { WakeTopic } from '../domain/wake-topic.ts'
import type { Logger } from '../lib/logger.ts'
import type { Wake } from '../lib/wake.ts'
import type { ChildSettings } from '../supervisor/child-protocol.ts'

/** What every role gets. */
export interface RoleContext {
  readonly config: Config
  readonly settings: ChildSettings
  readonly processId: ProcessId
  readonly wake: Wake<WakeTopic>
  readonly logger: Logger
  /** Tells the supervisor that the role is up. */
  readonly ready: (info?: { url: string; token?: string }) => void
}
