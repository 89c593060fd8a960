/**
 * Invented accounts: named after things and places, never after persons. The same seed gives the
 * same accounts.
 */
import { createRandom, type Random } from '../random.ts'
import { pastSnowflake } from '../snowflake.ts'
import type { SandboxUser } from './post-content.ts'
import { TEXT_BANKS } from './texts/all-texts.ts'
import type { TextBank } from './texts/text-bank.ts'

const FIRST_WORDS =
  'amber blue calm copper dusty early golden grey green hazel indigo ivory late linen little lunar mellow misty mossy north olive paper pebble plum quiet rainy russet salty silver slow sunny teal tidal velvet violet wild windy winter wooden'.split(
    ' ',
  )
const SECOND_WORDS =
  'acorn anchor atlas attic bench bridge canal candle clover comet crane dune ferry fern fjord harbor heron island kettle lamp lark ledger maple meadow mill moth oak orbit otter parcel pier pine puddle quay raven reef river saddle spruce stair tram willow'.split(
    ' ',
  )
const PLACES = [
  'Lisbon',
  'Gdańsk',
  'Leipzig',
  'Porto',
  'Bergen',
  'Kyoto',
  'Valparaíso',
  'Thessaloniki',
  'Halifax',
  'Busan',
  'Marseille',
  'by the canal',
  'third floor, left',
  'somewhere on the ring line',
]
const NAME_EMOJI = ['🌿', '☁️', '🚲', '📻', '🫖', '🌙', '🐌', '🧭', '🍂', '⛴️']
const FIRST_YEAR_MS = Date.UTC(2010, 5, 1)
const LAST_YEAR_MS = Date.UTC(2025, 5, 1)
const AUTHORS_PER_WEIGHT = 4
const MIN_AUTHORS = 16

export interface AuthorWish {
  readonly handleOrId: string | null
  readonly verified: boolean | null
  readonly followers: number | null
  readonly posts: number | null
  readonly following: number | null
  readonly listed: number | null
  readonly bio: string | null
  readonly bioName: string | null
  readonly bioLocation: string | null
}

export class Authors {
  readonly #seed: number
  readonly #byLang = new Map<string, readonly SandboxUser[]>()
  readonly #tailored = new Map<string, SandboxUser>()

  constructor(seed: number) {
    this.#seed = seed
    const random = createRandom(`authors ${seed}`)
    const handles = new Set<string>()
    for (const bank of TEXT_BANKS) {
      const count = Math.max(MIN_AUTHORS, bank.weight * AUTHORS_PER_WEIGHT)
      const users = Array.from({ length: count }, (_, index) =>
        createUser(bank, index, freshHandle(handles, random), random),
      )
      this.#byLang.set(bank.lang, users)
    }
  }

  pick(bank: TextBank, random: Random): SandboxUser {
    // A few write much, many write little.
    const users = this.#byLang.get(bank.lang)!
    return users[Math.floor(users.length * random.next() ** 2)]!
  }

  /**
   * Somebody who writes in this language and is as wished; the same wish gives the same account
   * again.
   */
  tailored(bank: TextBank, wish: AuthorWish, random: Random): SandboxUser {
    const key = JSON.stringify(wish)
    if (Object.values(wish).every((value) => value === null)) return this.pick(bank, random)
    const known = this.#tailored.get(key)
    if (known) return known
    const own = createRandom(`author ${this.#seed} ${key}`)
    const user = tailor(createUser(bank, 0, freshHandle(new Set(), own), own), wish)
    this.#tailored.set(key, user)
    return user
  }

  /** The account of this handle (or numeric id), for mentions and the like. */
  named(handleOrId: string, bank: TextBank, random: Random): SandboxUser {
    return this.tailored(bank, { ...NOTHING_WISHED, handleOrId }, random)
  }
}

export const NOTHING_WISHED: AuthorWish = {
  handleOrId: null,
  verified: null,
  followers: null,
  posts: null,
  following: null,
  listed: null,
  bio: null,
  bioName: null,
  bioLocation: null,
}

function tailor(user: SandboxUser, wish: AuthorWish): SandboxUser {
  const id = /^\d+$/.test(wish.handleOrId ?? '') ? wish.handleOrId : null
  const handle = id === null ? wish.handleOrId : null
  return {
    ...user,
    id: id ?? user.id,
    username: handle ?? user.username,
    name: wish.bioName ?? (handle === null ? user.name : `${handle} (simulated)`),
    verified: wish.verified ?? user.verified,
    followers: wish.followers ?? user.followers,
    posts: wish.posts ?? user.posts,
    following: wish.following ?? user.following,
    listed: wish.listed ?? user.listed,
    description: wish.bio === null ? user.description : `${wish.bio}. ${user.description}`,
    location: wish.bioLocation ?? user.location,
  }
}

function createUser(bank: TextBank, index: number, username: string, random: Random): SandboxUser {
  const createdAtMs = FIRST_YEAR_MS + random.below(LAST_YEAR_MS - FIRST_YEAR_MS)
  return {
    id: idFor(createdAtMs, random),
    username,
    name: nameFor(bank, index, username, random),
    description: random.pick(bank.plain),
    location: random.chance(0.6) ? random.pick(PLACES) : null,
    createdAtMs,
    verified: random.chance(0.12),
    followers: 1 + spread(random, 250_000),
    following: 3 + spread(random, 5000),
    posts: 40 + spread(random, 60_000),
    listed: spread(random, 200),
    likes: spread(random, 90_000),
  }
}

/** Accounts from before the snowflakes have short ids. */
function idFor(createdAtMs: number, random: Random): string {
  const firstSnowflakeMs = Date.UTC(2015, 10, 1)
  if (createdAtMs < firstSnowflakeMs) return String(20_000_000 + random.below(3_000_000_000))
  return pastSnowflake(createdAtMs, random.below(2 ** 21))
}

function nameFor(bank: TextBank, index: number, username: string, random: Random): string {
  const own = bank.names[index]
  if (own !== undefined) return own
  if (bank.lang === 'en') {
    const [first, second] = username.replace(/\d+$/, '').split('_')
    return `${capitalize(first!)} ${capitalize(second!)}`
  }
  return `${random.pick(bank.names)} ${random.pick(NAME_EMOJI)}`
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** At most 15 characters, as on X. */
function freshHandle(taken: Set<string>, random: Random): string {
  for (;;) {
    const handle = `${random.pick(FIRST_WORDS)}_${random.pick(SECOND_WORDS)}${random.between(10, 99)}`
    if (handle.length <= 15 && !taken.has(handle)) {
      taken.add(handle)
      return handle
    }
  }
}

/** Mostly small, sometimes near `max`. */
function spread(random: Random, max: number): number {
  return Math.floor(max * random.next() ** 5)
}
