/**
 * What pages keep in the address. Plain text in, plain text out: `?q=123` stays the text 123, repeated names are lists,
 * and an address somebody typed wrong falls back to the default instead of failing.
 */
import { NETWORKS, POST_KINDS, type Network, type PostKind } from '../domain/post.ts'
import { DEFAULT_RANGE, isRangeName, type RangeName } from './api/statistics-range.ts'

export type RawSearch = Record<string, unknown>

export function parseSearch(text: string): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const earlier = result[name]
    result[name] = earlier === undefined ? value : [earlier, value].flat()
  }
  return result
}

export function stringifySearch(search: RawSearch): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    for (const item of [value].flat()) if (typeof item === 'string') parameters.append(name, item)
  }
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

export interface LiveSearch {
  /** Keyword ids; left out = all. */
  keyword?: string[]
}

export function decodeLiveSearch(search: RawSearch): LiveSearch {
  const keyword = readTexts(search['keyword'])
  return keyword.length === 0 ? {} : { keyword }
}

export interface StatisticsSearch {
  range?: RangeName
}

export function decodeStatisticsSearch(search: RawSearch): StatisticsSearch {
  const range = search['range']
  return isRangeName(range) && range !== DEFAULT_RANGE ? { range } : {}
}

export const SPANS = {
  hour: { label: 'Last hour', spanMs: 3_600_000 },
  day: { label: 'Last 24 hours', spanMs: 86_400_000 },
  week: { label: 'Last 7 days', spanMs: 7 * 86_400_000 },
} as const
export type SpanName = keyof typeof SPANS

export interface PostsSearch {
  q?: string
  keyword?: string
  network?: Network
  kind?: PostKind
  lang?: string
  author?: string
  /** Counted back from now. Wins over `from` and `to`. */
  span?: SpanName
  /** ISO 8601. */
  from?: string
  to?: string
}

export function decodePostsSearch(search: RawSearch): PostsSearch {
  const span = search['span']
  return dropEmpty({
    q: readText(search['q']),
    keyword: readText(search['keyword']),
    network: readOneOf(search['network'], NETWORKS),
    kind: readOneOf(search['kind'], POST_KINDS),
    lang: readText(search['lang']),
    author: readText(search['author']),
    span: typeof span === 'string' && Object.hasOwn(SPANS, span) ? (span as SpanName) : undefined,
    from: readTime(search['from']),
    to: readTime(search['to']),
  })
}

/** The parameters of `GET /posts` for a search; `nowMs` is when the search was begun. */
export function postsParameters(search: PostsSearch, nowMs: number): Record<string, string> {
  const { span, from, to, ...rest } = search
  const parameters = dropEmpty({ ...rest, author: rest.author?.replace(/^@/u, '') })
  if (span !== undefined) {
    return { ...parameters, from: new Date(nowMs - SPANS[span].spanMs).toISOString() }
  }
  return { ...parameters, ...dropEmpty({ from, to }) }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function dropEmpty<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as Defined<T>
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

function readTexts(value: unknown): string[] {
  return [...new Set([value].flat().flatMap((item) => readText(item) ?? []))]
}

function readOneOf<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value)
}

function readTime(value: unknown): string | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
