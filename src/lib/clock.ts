/** Time as a parameter, so that back-off and leases are tested without waiting. */
export interface Clock {
  /** Milliseconds since the Unix epoch, by this machine's clock. */
  nowMs(): number
}

export const systemClock: Clock = { nowMs: () => Date.now() }
