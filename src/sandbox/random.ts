/**
 * Pseudo-randomness from a seed (sfc32): the same seed gives the same sequence on every machine and
 * in every version of Node. Not for secrets.
 */
export interface Random {
  /** 0 ≤ value < 1 */
  next(): number
  /** Whole number, 0 ≤ value < `bound`. */
  below(bound: number): number
  /** Whole number, both ends included. */
  between(min: number, max: number): number
  /** True with this probability (0..1). */
  chance(probability: number): boolean
  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T
  /** An item, each as often as its weight says; the list must not be empty. */
  pickWeighted<T>(items: readonly { readonly weight: number; readonly value: T }[]): T
  /** Letters and digits, as in short addresses. */
  code(length: number): string
}

const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function createRandom(seed: number | string): Random {
  const hash = hashText(String(seed))
  const state = [hash(), hash(), hash(), 1] as [number, number, number, number]
  const next = (): number => {
    const sum = (((state[0] + state[1]) | 0) + state[3]) | 0
    state[3] = (state[3] + 1) | 0
    state[0] = state[1] ^ (state[1] >>> 9)
    state[1] = (state[2] + (state[2] << 3)) | 0
    state[2] = (state[2] << 21) | (state[2] >>> 11)
    state[2] = (state[2] + sum) | 0
    return (sum >>> 0) / 0x1_0000_0000
  }
  // The first values still resemble the seed.
  for (let i = 0; i < 16; i++) next()
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    next,
    below,
    between: (min, max) => min + below(max - min + 1),
    chance: (probability) => next() < probability,
    pick: <T>(items: readonly T[]): T => items[below(items.length)] as T,
    pickWeighted<T>(items: readonly { readonly weight: number; readonly value: T }[]): T {
      const total = items.reduce((sum, item) => sum + item.weight, 0)
      let rest = next() * total
      for (const item of items) {
        rest -= item.weight
        if (rest < 0) return item.value
      }
      return items.at(-1)!.value
    },
    code: (length) => Array.from({ length }, () => BASE62[below(BASE62.length)]).join(''),
  }
}

/** 32-bit values spread from a text (xmur3): nearby seeds give unrelated sequences. */
function hashText(text: string): () => number {
  let hash = 1_779_033_703 ^ text.length
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 3_432_918_353)
    hash = (hash << 13) | (hash >>> 19)
  }
  return () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507)
    hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909)
    hash ^= hash >>> 16
    return hash >>> 0
  }
}
