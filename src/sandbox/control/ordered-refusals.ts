/**
 * Refusals that were ordered for requests to come (control action `status`), first ordered first
 * served.
 */
import type { Answer } from '../http/answer.ts'
import { ORDERED_REFUSALS } from '../http/problems.ts'
import type { LimitedEndpoint } from '../http/rate-limits.ts'
import type { ControlAction } from './control-action.ts'

type StatusAction = Extract<ControlAction, { action: 'status' }>

export class OrderedRefusals {
  #orders: { readonly action: StatusAction; left: number }[] = []

  add(action: StatusAction): void {
    this.#orders.push({ action, left: action.count })
  }

  /** The refusal for this request; null when none is ordered for it. */
  take(endpoint: LimitedEndpoint): Answer | null {
    this.#orders = this.#orders.filter(({ left }) => left > 0)
    const order = this.#orders.find(
      ({ action }) => action.endpoint === 'any' || action.endpoint === endpoint,
    )
    if (!order) return null
    order.left--
    const variants = ORDERED_REFUSALS[order.action.status]!
    const create =
      order.action.variant === null ? Object.values(variants)[0] : variants[order.action.variant]
    return create!()
  }

  /** Ordered and not served yet. */
  get left(): number {
    return this.#orders.reduce((sum, { left }) => sum + left, 0)
  }
}
