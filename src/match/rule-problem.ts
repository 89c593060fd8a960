/** Makers of problems, so that every place that finds one says it in the same shape. */
import type { Position, RuleProblem } from './rule.ts'

/** What X refuses. `message` in X's wording where it is known. */
export function errorAt(
  place: Position,
  message: string,
  suggestion: string | null = null,
): RuleProblem {
  const { position, length } = place
  return { severity: 'error', message, suggestion, position, length }
}

/** What X takes, though it may not do what was meant. */
export function warningAt(
  place: Position,
  message: string,
  suggestion: string | null = null,
): RuleProblem {
  const { position, length } = place
  return { severity: 'warning', message, suggestion, position, length }
}

/** Quoted for a sentence, cut so that a very long query does not make a very long message. */
export function excerpt(text: string): string {
  const points = Array.from(text.slice(0, 82))
  return points.length > 40 ? `${points.slice(0, 40).join('')}…` : text
}
