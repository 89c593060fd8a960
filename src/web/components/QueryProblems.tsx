import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react'
import type { WireQueryProblem } from '../../domain/wire.ts'
import { markProblems } from '../text/query-marks.ts'
import classes from './QueryProblems.module.css'

export interface QueryProblemsProps {
  query: string
  problems: readonly WireQueryProblem[]
  severity: 'error' | 'warning'
}

/** The query with what is wrong underlined, and what is wrong in words. */
export function QueryProblems({ query, problems, severity }: QueryProblemsProps) {
  if (problems.length === 0) return null
  const Icon = severity === 'error' ? IconCircleX : IconAlertTriangle
  return (
    <div className={classes.problems} data-severity={severity}>
      <code className={classes.query} aria-hidden>
        {markProblems(query, problems).map(({ text, problem }, index) => (
          <span key={index} data-problem={problem !== null}>
            {text}
          </span>
        ))}
      </code>
      <ul className={classes.list}>
        {problems.map(({ message, position, length, suggestion }, index) => (
          <li key={index}>
            <Icon size={17} stroke={2} aria-hidden className={classes.icon ?? ''} />
            <span>
              {message}{' '}
              <span className={classes.where}>{describePlace(query, position, length)}</span>
              {suggestion && <span className={classes.suggestion}>{suggestion}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function describePlace(query: string, position: number, length: number): string {
  const part = query.slice(position, position + length).trim()
  const place = `at character ${position + 1}`
  return part === '' || part === query.trim() || part.length > 40 ? place : `${place}: ${part}`
}
