import { inspect } from 'node:util'

/** A secret that cannot be printed by accident: every text form of it is `[secret]` (INV-10). */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  /** For "is one set, and which": the last four characters, none of a short secret. */
  get last4(): string {
    return this.#value.length >= 12 ? this.#value.slice(-4) : ''
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
