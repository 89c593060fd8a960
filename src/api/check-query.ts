/** A keyword's query, before it is stored or previewed: X's grammar and X's limit, on every network. */
import { MAX_QUERY_LENGTH } from '../domain/keyword.ts'
import type { WireQueryProblem } from '../domain/wire.ts'
import { RequestError } from '../lib/errors.ts'
import { checkRule } from '../match/check-rule.ts'
import type { RuleNode, RuleProblem } from '../match/rule.ts'

/** Code points X takes in one rule of its pay-per-use tier. */
export const X_RULE_LIMIT = 1_024

export interface CheckedQuery {
  readonly problems: WireQueryProblem[]
  readonly warnings: WireQueryProblem[]
  /** As X counts it. */
  readonly length: number
  /** Null when there are problems. */
  readonly rule: RuleNode | null
}

export function checkQuery(query: string): CheckedQuery {
  if (query.trim() === '') {
    return refused(query, 'The query is empty.', 'Write a word, a "phrase" or a #hashtag.')
  }
  if (query.length > MAX_QUERY_LENGTH) {
    return refused(
      query,
      `The query has ${query.length} characters; at most ${MAX_QUERY_LENGTH} can be kept.`,
      null,
    )
  }
  const check = checkRule(query, { maxLength: X_RULE_LIMIT })
  const bySeverity = (severity: RuleProblem['severity']): WireQueryProblem[] =>
    check.problems
      .filter((problem) => problem.severity === severity)
      .map(({ message, position, length, suggestion }) => ({
        message,
        position,
        length,
        suggestion,
      }))
  return {
    problems: bySeverity('error'),
    warnings: bySeverity('warning'),
    length: check.length,
    rule: check.valid ? check.rule : null,
  }
}

/** The query as it is kept. Throws 422 `keyword.invalid-query` with X's reasons and their positions in the text given. */
export function requireValidQuery(query: string): string {
  const { problems } = checkQuery(query)
  const [first] = problems
  if (!first) return query.trim()
  throw new RequestError(422, 'keyword.invalid-query', first.message, { problems })
}

function refused(query: string, message: string, suggestion: string | null): CheckedQuery {
  return {
    problems: [{ message, position: 0, length: query.length, suggestion }],
    warnings: [],
    length: Array.from(query).length,
    rule: null,
  }
}
