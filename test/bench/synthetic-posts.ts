/**
 * Posts for the store's benchmarks: shaped like X's (lines of about 2.2 KB, text of 60 to 280 characters in five scripts, one to two
 * keywords, hashtags, mentions, addresses, few busy authors and many quiet ones), all made up, from a seed.
 */
import { constants, zstdCompressSync } from 'node:zlib'

import type { Batch, BatchPost } from '../../src/domain/batch.ts'
import type { KeywordId, StreamId } from '../../src/domain/ids.ts'
import type { Post, PostKind } from '../../src/domain/post.ts'

const WORDS = {
  en: 'the market opens early today and nobody knows why prices moved so fast while trains were late again in the rain'.split(
    ' ',
  ),
  es: 'hoy el mercado abre temprano y nadie sabe por qué los precios subieron tan rápido mientras llueve en la ciudad'.split(
    ' ',
  ),
  ja: '今日は市場が早く開きました 誰も理由を知りません 電車は雨で遅れています 値段が動きました'.split(
    ' ',
  ),
  ar: 'السوق يفتح اليوم مبكرا ولا أحد يعرف لماذا تحركت الأسعار بسرعة كبيرة'.split(' '),
  ko: '오늘 시장이 일찍 열렸고 아무도 가격이 왜 그렇게 빨리 움직였는지 모릅니다'.split(' '),
}
type Language = keyof typeof WORDS
const LANGUAGES = Object.keys(WORDS) as Language[]
const KINDS: readonly PostKind[] = ['post', 'post', 'repost', 'repost', 'reply', 'quote']
const AUTHORS = 300_000
const LINES_PER_BLOCK = 250

/** mulberry32: small, fast, the same everywhere. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface SyntheticOptions {
  readonly streamId: StreamId
  readonly epoch: number
  readonly keywordIds: readonly KeywordId[]
  readonly startMs: number
  /** How fast the posts' own clock runs. */
  readonly postsPerSecond: number
  readonly seed: number
}

/** Makes batches one after the other: numbers, ids and times go on. */
export class SyntheticStream {
  readonly #options: SyntheticOptions
  readonly #random: () => number
  #n = 0
  #posts = 0

  constructor(options: SyntheticOptions) {
    this.#options = options
    this.#random = createRandom(options.seed)
  }

  nextBatch(count = LINES_PER_BLOCK): Batch {
    const posts: BatchPost[] = []
    const lines: string[] = []
    for (let i = 0; i < count; i++) {
      const post = this.#post()
      posts.push({
        post,
        receivedAtMs: post.createdAtMs + 800,
        keywordIds: this.#keywords(),
        rawIndex: i,
        recovered: false,
      })
      lines.push(this.#line(post))
    }
    const last = posts.at(-1)!
    return {
      streamId: this.#options.streamId,
      epoch: this.#options.epoch,
      n: ++this.#n,
      cursor: last.post.id,
      received: count,
      posts,
      rejects: [],
      rawBlock: zstdCompressSync(Buffer.from(lines.join('')), {
        params: { [constants.ZSTD_c_compressionLevel]: 1 },
      }),
      rawLineCount: count,
      coverage:
        this.#n === 1 ? [{ atMs: posts[0]!.receivedAtMs, state: 'live', reason: null }] : [],
      coveredUntilMs: last.receivedAtMs,
      lagMs: 800,
      postsPerSecond: this.#options.postsPerSecond,
    }
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)]!
  }

  #keywords(): KeywordId[] {
    const { keywordIds } = this.#options
    const first = this.#pick(keywordIds)
    const second = this.#random() < 0.4 ? this.#pick(keywordIds) : first
    return first === second ? [first] : [first, second]
  }

  #post(): Post {
    const index = this.#posts++
    const createdAtMs =
      this.#options.startMs + Math.floor((index * 1000) / this.#options.postsPerSecond)
    // Snowflake: milliseconds since X's epoch, then a counter.
    const id = String((BigInt(createdAtMs - 1_288_834_974_657) << 22n) + BigInt(index % 4_194_304))
    // The square makes few authors busy and most quiet.
    const author = Math.floor(AUTHORS * this.#random() ** 2)
    const handle = `user_${author.toString(36)}`
    const lang = this.#random() < 0.6 ? 'en' : this.#pick(LANGUAGES)
    const hashtags = this.#some(['Markets', 'rain', 'Trains', '東京', 'news'], 0.35, 2000)
    const mentions = this.#some(['alice', 'bob', 'press', 'city'], 0.4, 50_000)
    const urls =
      this.#random() < 0.35 ? [`https://www.site${this.#below(3000)}.example/a/${index}`] : []
    return {
      network: 'x',
      id,
      url: `https://x.com/${handle}/status/${id}`,
      author: { id: String(1_000_000_000 + author * 7919), handle, name: `Name ${author} 🌧` },
      text: this.#text(lang, hashtags, mentions, urls.length > 0),
      lang,
      kind: this.#pick(KINDS),
      createdAtMs,
      hashtags,
      mentions,
      urls,
      media: [],
      refs: this.#random() < 0.5 ? [{ type: 'reposted', id: String(BigInt(id) - 99_999n) }] : [],
      metrics: { reposts: this.#below(30), replies: 0, likes: this.#below(90), quotes: 0 },
      edited: null,
      withheld: null,
    }
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  #some(words: readonly string[], chance: number, variety: number): string[] {
    const found: string[] = []
    while (this.#random() < chance && found.length < 4) {
      found.push(`${this.#pick(words)}${this.#below(variety)}`)
    }
    return found
  }

  #text(
    lang: Language,
    hashtags: readonly string[],
    mentions: readonly string[],
    hasLink: boolean,
  ): string {
    const length = 60 + this.#below(220)
    let text = mentions.map((name) => `@${name} `).join('')
    while (text.length < length) text += `${this.#pick(WORDS[lang])} `
    for (const tag of hashtags) text += `#${tag} `
    return hasLink ? `${text}https://t.co/${this.#below(1e9).toString(36)}` : text.trimEnd()
  }

  /** As X would send it, filled up to about 2.2 KB with the fields that are not decoded. */
  #line(post: Post): string {
    const line = JSON.stringify({
      data: { ...post, context_annotations: this.#annotations() },
      includes: { users: [{ ...post.author, description: this.#text('en', [], [], true) }] },
      matching_rules: [{ id: '1166916266197536768', tag: 'magpie:1:1' }],
    })
    return `${line}\n`
  }

  #annotations(): unknown[] {
    return Array.from({ length: 6 }, () => ({
      domain: { id: String(this.#below(200)), name: this.#pick(WORDS.en), description: 'A domain' },
      entity: { id: String(1e18 + this.#below(1e6)), name: this.#text('en', [], [], false) },
    }))
  }
}
