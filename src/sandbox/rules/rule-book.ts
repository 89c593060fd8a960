/**
 * The app's rules: X's ids, values and tags, and when each of them takes effect. A rule that was
 * added or deleted is listed (or not) at once, while the stream follows after `ruleDelayMs`.
 */
import type { RuleNode } from '../../match/rule.ts'
import type { SandboxSettings, SandboxTime } from '../settings.ts'
import type { Snowflakes } from '../snowflake.ts'

export interface SandboxRule {
  readonly id: string
  readonly value: string
  /** Null when none was given. */
  readonly tag: string | null
  readonly rule: RuleNode
  /** By the clock without skew. */
  readonly activeFromMs: number
}

/** The rules the stream follows now; a new object, with a higher version, whenever they change. */
export interface ActiveRules {
  readonly version: number
  readonly rules: readonly SandboxRule[]
}

export class RuleBook {
  readonly #settings: SandboxSettings
  readonly #time: SandboxTime
  readonly #ids: Snowflakes
  /** Value → rule; duplicates are judged by value alone. */
  readonly #listed = new Map<string, SandboxRule>()
  #fading: { readonly rule: SandboxRule; readonly untilMs: number }[] = []
  #active: ActiveRules = { version: 0, rules: [] }
  /** The earliest time at which `#active` may be out of date. */
  #staleAtMs = Number.POSITIVE_INFINITY

  constructor(settings: SandboxSettings, time: SandboxTime, ids: Snowflakes) {
    this.#settings = settings
    this.#time = time
    this.#ids = ids
  }

  get size(): number {
    return this.#listed.size
  }

  /** Oldest first. */
  list(): SandboxRule[] {
    return [...this.#listed.values()]
  }

  findByValue(value: string): SandboxRule | null {
    return this.#listed.get(value) ?? null
  }

  findById(id: string): SandboxRule | null {
    return this.list().find((rule) => rule.id === id) ?? null
  }

  /** A rule with an id of its own, not in the book. */
  draft(value: string, tag: string | null, rule: RuleNode): SandboxRule {
    const activeFromMs = this.#time.steadyMs() + this.#settings.ruleDelayMs
    return { id: this.#ids.next(this.#time.nowMs()).id, value, tag, rule, activeFromMs }
  }

  /** No rule of that value may be in the book yet. */
  add(rule: SandboxRule): void {
    this.#listed.set(rule.value, rule)
    this.#staleAtMs = Number.NEGATIVE_INFINITY
  }

  delete(rule: SandboxRule): void {
    this.#listed.delete(rule.value)
    this.#fading.push({ rule, untilMs: this.#time.steadyMs() + this.#settings.ruleDelayMs })
    this.#staleAtMs = Number.NEGATIVE_INFINITY
  }

  active(): ActiveRules {
    const nowMs = this.#time.steadyMs()
    if (nowMs < this.#staleAtMs) return this.#active
    this.#fading = this.#fading.filter(({ untilMs }) => untilMs > nowMs)
    const all = [...this.#fading.map(({ rule }) => rule), ...this.#listed.values()]
    const rules = all.filter(({ activeFromMs }) => activeFromMs <= nowMs)
    const changes = [
      ...this.#fading.map(({ untilMs }) => untilMs),
      ...all.map(({ activeFromMs }) => activeFromMs).filter((atMs) => atMs > nowMs),
    ]
    this.#staleAtMs = Math.min(Number.POSITIVE_INFINITY, ...changes)
    this.#active = { version: this.#active.version + 1, rules }
    return this.#active
  }
}
