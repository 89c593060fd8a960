/**
 * Counts of many matches, gathered in memory so that each row of `minute_counts` and `facet_counts` is written once per
 * transaction: minutes with the posts themselves, facets by index-pending.ts. What counts as what is decided here alone: statistics and the recount (INV-7) use the same functions.
 */
import type { Selectable } from 'kysely'

import { POST_KINDS, type Network, type PostKind } from '../domain/post.ts'
import type { FacetCountsTable, MinuteCountsTable } from './schema.ts'
import { BUCKETS, type Facet } from './store.ts'

/** As stored in `facet_counts.facet`; never renumbered. */
export const FACET_CODES = {
  hashtags: 1,
  mentions: 2,
  authors: 3,
  domains: 4,
  languages: 5,
} as const satisfies Record<Facet, number>

/** What minutes count of a post. */
export interface CountedPost {
  readonly kind: PostKind
  readonly createdAtMs: number
}

/** What facets count of a post; the same of one that arrives and of one that is read back. */
export interface FacetedPost {
  readonly network: Network
  readonly author: { readonly id: string; readonly handle: string | null }
  readonly lang: string | null
  readonly hashtags: readonly string[]
  readonly mentions: readonly string[]
  readonly urls: readonly string[]
}

export interface FacetItem {
  readonly facet: number
  readonly key: string
  readonly value: string | null
}

/** The facet values of a post, each once. Hashtags, mentions and domains in lower case. */
export function facetItems(post: FacetedPost): FacetItem[] {
  const items: FacetItem[] = [
    {
      facet: FACET_CODES.authors,
      key: `${post.network}:${post.author.id}`,
      value: post.author.handle,
    },
  ]
  if (post.lang !== null) items.push({ facet: FACET_CODES.languages, key: post.lang, value: null })
  addEach(items, FACET_CODES.hashtags, post.hashtags, lowerCase)
  addEach(items, FACET_CODES.mentions, post.mentions, lowerCase)
  addEach(items, FACET_CODES.domains, post.urls, domainOf)
  return items
}

/** Host of an address in lower case, without `www.`; null for what is no address. */
export function domainOf(url: string): string | null {
  // Not `new URL`: twenty times slower, and it throws; the addresses come from the network already parsed.
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:@]+)/i.exec(url)
  if (!match) return null
  const host = match[1]!.toLowerCase()
  return host.startsWith('www.') ? host.slice(4) : host
}

/** Gathers matches by keyword and minute; gives each row once, in the order of the table's key. */
export class MinuteCounts {
  readonly #byKeyword = new Map<number, Map<number, MinuteCount>>()

  add(keywordId: number, post: CountedPost): void {
    const minutes = getOrMake(this.#byKeyword, keywordId, newMap<MinuteCount>)
    const minute = Math.floor(post.createdAtMs / BUCKETS.minute)
    getOrMake(minutes, minute, newMinuteCount)[post.kind]++
  }

  rows(): Selectable<MinuteCountsTable>[] {
    const rows: Selectable<MinuteCountsTable>[] = []
    for (const [keyword_id, minutes] of inOrder(this.#byKeyword)) {
      for (const [minute, count] of inOrder(minutes)) {
        rows.push({
          keyword_id,
          minute,
          posts: POST_KINDS.reduce((sum, kind) => sum + count[kind], 0),
          reposts: count.repost,
          replies: count.reply,
          quotes: count.quote,
        })
      }
    }
    return rows
  }
}

/** Gathers facet values by keyword and hour; gives each row once, in the order of the table's key. */
export class FacetCounts {
  readonly #byKeyword = new Map<number, Map<number, FacetMaps>>()

  /** `items` are the post's `facetItems`: made once for all its keywords. */
  add(keywordId: number, createdAtMs: number, items: readonly FacetItem[]): void {
    const hours = getOrMake(this.#byKeyword, keywordId, newMap<FacetMaps>)
    const maps = getOrMake(hours, Math.floor(createdAtMs / BUCKETS.hour), newFacetMaps)
    for (const item of items) addItem(maps[item.facet]!, item)
  }

  rows(): Selectable<FacetCountsTable>[] {
    const rows: Selectable<FacetCountsTable>[] = []
    for (const [keyword_id, hours] of inOrder(this.#byKeyword)) {
      // The key is (keyword, facet, hour, …): neighbours are written one after the other, so that fewer pages are touched.
      for (const facet of Object.values(FACET_CODES).sort((a, b) => a - b)) {
        for (const [hour, maps] of inOrder(hours)) {
          const counts = maps[facet]!
          for (const key of [...counts.keys()].sort()) {
            const { value, posts } = counts.get(key)!
            rows.push({ keyword_id, facet, hour, key, value, posts })
          }
        }
      }
    }
    return rows
  }
}

export interface FacetTotal {
  value: string | null
  posts: number
}

/** One more post with this value; a later value of the same key (an author's newer handle) wins. */
export function addItem(totals: Map<string, FacetTotal>, { key, value }: FacetItem): void {
  const total = totals.get(key)
  if (total) {
    total.posts++
    total.value = value ?? total.value
  } else totals.set(key, { value, posts: 1 })
}

type MinuteCount = Record<PostKind, number>
/** By facet code; 0 is not used. */
type FacetMaps = Map<string, FacetTotal>[]

const newMap = <T>(): Map<number, T> => new Map()
const newMinuteCount = (): MinuteCount => ({ post: 0, repost: 0, reply: 0, quote: 0 })
const newFacetMaps = (): FacetMaps =>
  Array.from({ length: Object.keys(FACET_CODES).length + 1 }, () => new Map())

function getOrMake<T>(map: Map<number, T>, key: number, make: () => T): T {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

function inOrder<T>(map: ReadonlyMap<number, T>): [number, T][] {
  return [...map].sort((a, b) => a[0] - b[0])
}

function lowerCase(text: string): string {
  return text.toLowerCase()
}

function addEach(
  items: FacetItem[],
  facet: number,
  values: readonly string[],
  keyOf: (value: string) => string | null,
): void {
  if (values.length === 0) return
  const seen = new Set<string>()
  for (const value of values) {
    const key = keyOf(value)
    if (key === null || key === '' || seen.has(key)) continue
    seen.add(key)
    items.push({ facet, key, value: null })
  }
}
