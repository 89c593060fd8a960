/**
 * A query cut at its problems, so that the page can underline them. Positions count UTF-16 units from 0; what lies
 * outside the text or overlaps is brought into it. A problem without length marks one character, or the end.
 */
import type { WireQueryProblem } from '../../domain/wire.ts'

export interface QueryPart {
  text: string
  /** Number of the problem (from 0) this part belongs to; null = none. */
  problem: number | null
}

export function markProblems(query: string, problems: readonly WireQueryProblem[]): QueryPart[] {
  const spans = problems
    .map(({ position, length }, problem) => {
      const from = Math.min(Math.max(0, position), Math.max(0, query.length - 1))
      const until = Math.min(query.length, Math.max(from + 1, position + length))
      return { from, until, problem }
    })
    .toSorted((a, b) => a.from - b.from || a.until - b.until)
  const parts: QueryPart[] = []
  let at = 0
  for (const { from, until, problem } of spans) {
    const start = Math.max(from, at)
    if (until <= start) continue
    if (start > at) parts.push({ text: query.slice(at, start), problem: null })
    parts.push({ text: query.slice(start, until), problem })
    at = until
  }
  if (at < query.length) parts.push({ text: query.slice(at), problem: null })
  return parts
}
