/**
 * One line of an X stream, decoded. What cannot be read is an answer, never an exception (INV-9).
 *
 *   post       has `data` with an id and a text; `errors` beside it are partial (a referenced post is gone) and harmless
 *   notice     has no `data`: X speaks of the stream itself (`errors`, or a bare problem object)
 *   malformed  not UTF-8, not JSON, or `data` that is not a post · unknown: JSON of no known shape
 */
import { isUtf8 } from 'node:buffer'
import type { Post } from '../../domain/post.ts'
import { asArray, asId, asRecord, asString, isInexact, parseExactJson } from '../json.ts'
import type { JsonRecord } from '../json.ts'
import { decodeXPost } from './decode-post.ts'
import { readProblems, type XProblem } from './problems.ts'

/** A rule of the app that matched, as the line names it. */
export interface MatchingRule {
  readonly id: string | null
  readonly tag: string | null
}

export type DecodedXLine =
  | {
      readonly kind: 'post'
      readonly post: Post
      readonly matchingRules: readonly MatchingRule[]
      readonly includes: JsonRecord | null
    }
  | { readonly kind: 'notice'; readonly problems: readonly XProblem[] }
  | { readonly kind: 'rejected'; readonly reason: 'malformed' | 'unknown' }

const MALFORMED: DecodedXLine = { kind: 'rejected', reason: 'malformed' }
const UNKNOWN: DecodedXLine = { kind: 'rejected', reason: 'unknown' }

export function decodeXLine(line: Buffer, receivedAtMs: number): DecodedXLine {
  // Buffer.toString would put U+FFFD in place of broken bytes without a word.
  if (!isUtf8(line)) return MALFORMED
  const text = line.toString('utf8')
  const parsed = parseOrUndefined(text, JSON.parse)
  if (parsed === undefined) return MALFORMED
  const message = asRecord(parsed)
  if (message === null) return UNKNOWN
  if (!('data' in message)) {
    const problems = readProblems(message)
    return problems === null ? UNKNOWN : { kind: 'notice', problems }
  }
  if (!hasInexactIds(message)) return decodePost(message, receivedAtMs)
  const exact = asRecord(parseOrUndefined(text, parseExactJson))
  return exact === null ? MALFORMED : decodePost(exact, receivedAtMs)
}

function decodePost(message: JsonRecord, receivedAtMs: number): DecodedXLine {
  const data = asRecord(message.data)
  if (data === null) return MALFORMED
  const includes = asRecord(message.includes)
  const post = decodeXPost(data, includes, receivedAtMs)
  if (post === null) return MALFORMED
  const matchingRules = decodeMatchingRules(message.matching_rules)
  return { kind: 'post', post, matchingRules, includes }
}

function decodeMatchingRules(value: unknown): MatchingRule[] {
  const rules: MatchingRule[] = []
  for (const entry of asArray(value)) {
    const rule = asRecord(entry)
    if (rule !== null) rules.push({ id: asId(rule.id), tag: asString(rule.tag) })
  }
  return rules
}

/** X has sent ids as JSON numbers above 2^53 (rule ids, in 2021). Parsing exactly is slow: only where it is needed. */
function hasInexactIds(message: JsonRecord): boolean {
  const data = asRecord(message.data)
  if (data === null) return false
  const includes = asRecord(message.includes)
  return (
    isInexact(data.id) ||
    isInexact(data.author_id) ||
    anyInexactId(message.matching_rules) ||
    anyInexactId(data.referenced_tweets ?? data.referenced_posts) ||
    asArray(data.edit_history_tweet_ids ?? data.edit_history_post_ids).some(isInexact) ||
    anyInexactId(includes?.users) ||
    anyInexactId(includes?.tweets ?? includes?.posts)
  )
}

function anyInexactId(list: unknown): boolean {
  for (const entry of asArray(list)) if (isInexact(asRecord(entry)?.id)) return true
  return false
}

function parseOrUndefined(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
