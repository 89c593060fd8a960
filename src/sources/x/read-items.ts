/** Bytes of an X stream to items: splitting, decoding, and whose post it is. No socket, no clock: pure but for its carry. */
import type { KeywordId } from '../../domain/ids.ts'
import { createLineSplitter, type SplitLine } from '../connect/split-lines.ts'
import type { SourceError, SourceItem } from '../source.ts'
import { decodeXLine, type MatchingRule } from './decode-line.ts'
import { noticeError } from './errors.ts'
import { listExpanded } from './list-expanded.ts'

export interface ItemReader {
  /** Never empty: bytes that are no item are a heartbeat. `raw` of the items shares memory with the chunks. */
  read(chunks: readonly Buffer[], atMs: number): ReadItems
  /** What is left when the bytes have ended, in the middle of a line perhaps. May be empty. */
  rest(atMs: number): ReadItems
}

interface ReadItems {
  readonly items: readonly SourceItem[]
  /** Not null: X said that this is the end of the stream. */
  readonly end: SourceError | null
}

export function createItemReader(options: {
  /** null: this stream has no rules. */
  keywordIdsOf: ((rules: readonly MatchingRule[]) => readonly KeywordId[]) | null
  /** The token, which X's words may echo. */
  secret: string
  /** Name what came along with each post: X bills it. */
  listsExpanded?: boolean
}): ItemReader {
  const splitter = createLineSplitter()
  let end: SourceError | null = null

  const itemOf = (line: SplitLine, atMs: number): SourceItem => {
    const raw = line.bytes
    if (line.isTooLong) {
      return { kind: 'rejected', reason: 'too-long', raw, byteLength: line.byteLength, atMs }
    }
    const decoded = decodeXLine(raw, atMs)
    if (decoded.kind === 'post') {
      const keywordIds = options.keywordIdsOf?.(decoded.matchingRules) ?? null
      const { post } = decoded
      const item: SourceItem = { kind: 'post', post, raw, keywordIds, receivedAtMs: atMs }
      return options.listsExpanded
        ? { ...item, expanded: listExpanded(decoded.includes, post.id) }
        : item
    }
    if (decoded.kind === 'rejected') return { kind: 'rejected', reason: decoded.reason, raw, atMs }
    end ??= noticeError(decoded.problems, options.secret)
    return { kind: 'rejected', reason: 'notice', raw, atMs }
  }

  return {
    read(chunks, atMs) {
      const items: SourceItem[] = []
      let keepAlives = 0
      for (const chunk of chunks) {
        const split = splitter.push(chunk)
        for (const line of split.lines) items.push(itemOf(line, atMs))
        keepAlives += split.keepAlives
      }
      if (items.length === 0) items.push({ kind: 'heartbeat', atMs, keepAlives })
      return { items, end }
    },
    rest(atMs) {
      const line = splitter.rest()
      return { items: line === null ? [] : [itemOf(line, atMs)], end }
    },
  }
}
