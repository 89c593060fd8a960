/**
 * X's problem objects, wherever they come: the body of a refused request, a line inside a stream, `errors` in a 200.
 *
 * Bodies may be a problem, `{"errors":[…]}` in several forms, plain text, HTML or nothing at all. Types are compared by
 * their last path segment: X serves them under two hosts, and `about:blank` for the rest.
 */
import { STATUS_CODES } from 'node:http'
import { asArray, asCount, asRecord, asString, firstString, parseExactJson } from '../json.ts'
import type { JsonRecord } from '../json.ts'

export interface XProblem {
  /** Last segment of `type`, lower case: `streaming-connection`; null for `about:blank` and when there is none. */
  readonly type: string | null
  readonly title: string | null
  readonly detail: string | null
  /** `TooManyConnections`, `RuleConfigurationIssue` … */
  readonly connectionIssue: string | null
  /** `OperationalDisconnect` … */
  readonly disconnectType: string | null
  /** Number of the older API: 88 rate limit, 135 clock. */
  readonly code: number | null
  /** Of rules: the value it is about, and the id of the rule that is already there. */
  readonly value: string | null
  readonly id: string | null
  /** X's own sentences, in order, without those that say nothing. */
  readonly sentences: readonly string[]
}

/** The problems a JSON object speaks of; null when it speaks of none (it is something else). */
export function readProblems(message: JsonRecord): readonly XProblem[] | null {
  if (Array.isArray(message.errors)) {
    const problems = message.errors.map(asRecord).filter((entry) => entry !== null)
    // The wrapper may carry the title and the type, its entries only sentences.
    return isProblem(message)
      ? [readProblem(message), ...problems.map(readProblem)]
      : problems.map(readProblem)
  }
  const older = asRecord(message.error)
  if (older !== null) return [readProblem(older)]
  return isProblem(message) ? [readProblem(message)] : null
}

/** The problems of an HTTP body of any form; empty when it is text, HTML or empty. */
export function readBodyProblems(body: string): readonly XProblem[] {
  const record = asRecord(readJsonBody(body))
  return record === null ? [] : (readProblems(record) ?? [])
}

/** A body as JSON, with ids kept exact; undefined when it is none. */
export function readJsonBody(body: string): unknown {
  try {
    return parseExactJson(body)
  } catch {
    return undefined
  }
}

/** What X said, as one line; null when it said nothing that helps. */
export function wordsOf(body: string, problems: readonly XProblem[]): string | null {
  const sentences = [...new Set(problems.flatMap((problem) => problem.sentences))]
  const text = problems.length > 0 ? sentences.join('; ') : /^\s*[<{[]/.test(body) ? '' : body
  const words = text.replace(/\s+/g, ' ').trim()
  return isTelling(words) ? words : null
}

function isProblem(message: JsonRecord): boolean {
  return (
    typeof message.title === 'string' &&
    ['type', 'detail', 'connection_issue', 'disconnect_type'].some((key) => key in message)
  )
}

function readProblem(record: JsonRecord): XProblem {
  const detail = asString(record.detail)
  const nested = asArray(record.errors).map((entry) => asString(asRecord(entry)?.message))
  const details = asArray(record.details).map(asString)
  const specific = [...details, ...nested, firstString(record.message)].filter(isTelling)
  const general = [detail, asString(record.title)].filter(isTelling)
  return {
    type: lastSegment(asString(record.type)),
    title: asString(record.title),
    detail,
    connectionIssue: asString(record.connection_issue),
    disconnectType: asString(record.disconnect_type),
    code: asCount(record.code),
    value: asString(record.value),
    id: asString(record.id),
    sentences: specific.length > 0 ? specific : general.slice(0, 1),
  }
}

/** Sentences that only repeat the status or the class of the problem. */
const EMPTY_SENTENCES = new Set([
  '',
  'One or more parameters to your request was invalid.',
  'Invalid Request',
  'ConnectionException',
  'UnprocessableEntity',
  ...Object.values(STATUS_CODES),
])

function isTelling(sentence: string | null): sentence is string {
  return sentence !== null && !EMPTY_SENTENCES.has(sentence.trim())
}

function lastSegment(type: string | null): string | null {
  if (type === null || type === 'about:blank') return null
  const segment = type.slice(type.lastIndexOf('/') + 1)
  return segment === '' ? null : segment.toLowerCase()
}
