/**
 * The one base class of every error Magpie throws on purpose.
 *
 * `code` is stable (`area.reason`) and goes to clients and logs; `retry` is decided by the class
 * itself, so that the policy cannot drift from the taxonomy: whoever catches only obeys.
 * Anything thrown that is not an AppError is a bug: log it, stop that stream, show it.
 */
export abstract class AppError extends Error {
  abstract readonly code: string
  /** now: try again at once · backoff: try again later · never: somebody must change something first */
  abstract readonly retry: 'now' | 'backoff' | 'never'

  override get name(): string {
    return this.constructor.name
  }
}

/** Configuration that cannot work. `message` says what is wrong and what to do; the exit code is 2. */
export class ConfigError extends AppError {
  readonly code: string = 'config.invalid'
  readonly retry = 'never'
}

/** A request that is well formed and cannot be accepted, or a thing that is not there. */
export class RequestError extends AppError {
  readonly retry = 'never'
  readonly code: string
  readonly status: number
  /** Extra members of the problem document, e.g. `problems` or the id of a conflicting keyword. */
  readonly extra: Record<string, unknown>

  constructor(status: number, code: string, detail: string, extra: Record<string, unknown> = {}) {
    super(detail)
    this.status = status
    this.code = code
    this.extra = extra
  }
}

/** The text of anything caught, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** `code` of a Node system error (`EADDRINUSE`), looked for along the chain of causes. */
export function systemCodeOf(error: unknown): string | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = (current as { code?: unknown }).code
    if (typeof code === 'string') return code
  }
  return null
}
