/** What the sandbox knows of itself; the body of `GET /sandbox/state`. */
export interface SandboxState {
  readonly connections: {
    /** Streams open now, and the most that were at once. */
    readonly open: number
    readonly maxOpen: number
    readonly accepted: number
    /** Turned away for TooManyConnections. */
    readonly refused: number
  }
  readonly rules: readonly {
    readonly id: string
    readonly value: string
    readonly tag: string | null
  }[]
  /** Posts made up so far, delivered or not. */
  readonly produced: number
  /** Posts written to a stream. What a cut socket lost on its way is among them. */
  readonly delivered: number
  /**
   * Ids of deliveries number `firstIndex` (from 0) and following; ask again with `after` =
   * `nextAfter`.
   */
  readonly deliveredIds: readonly string[]
  readonly firstIndex: number
  readonly nextAfter: number
  /** What a slow reader is behind: written and not taken, and due and not written. */
  readonly bufferedBytes: number
  readonly debtBytes: number
  readonly orderedRefusals: number
  readonly postsPerSecond: number
  readonly skewMs: number
  /** Null without a recording. */
  readonly replay: { readonly played: number; readonly done: boolean } | null
}
